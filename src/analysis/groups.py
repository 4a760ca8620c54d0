"""What belongs together because others lie between: groups that grow by pairs."""

from __future__ import annotations

from array import array


class Groups:
    """The numbers from 0 on, each first in a group of its own (a forest of disjoint sets; 8 bytes a number).

    Parameters
    ----------
    size : int

    Examples
    --------
    >>> groups = Groups(4)
    >>> groups.join(3, 1)
    >>> [groups.first(n) for n in range(4)]
    [0, 1, 2, 1]
    """

    def __init__(self, size: int) -> None:
        self._before = array("q", range(size))

    def first(self, number: int) -> int:
        """The smallest number of its group.

        Examples
        --------
        >>> Groups(4).first(3)
        3
        """
        before = self._before
        while before[number] != number:
            before[number] = before[before[number]]
            number = before[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Make the groups of two numbers one.

        Examples
        --------
        >>> groups = Groups(4)
        >>> groups.join(3, 1)
        >>> groups.join(3, 0)
        >>> groups.first(1)
        0
        """
        small, large = sorted((self.first(one), self.first(other)))
        self._before[large] = small
