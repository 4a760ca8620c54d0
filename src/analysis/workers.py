"""Who does the work: this process, other processes of this machine, or a Dask cluster."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from analysis.cache import Step


class _Task(Protocol):
    """Work that was given away."""

    def result(self) -> Any:
        """What came out, once it is done."""


class WorkError(Exception):
    """Work that cannot be done; the message says why and what to do, in one line.

    Examples
    --------
    >>> with hire(cluster="http://cluster.example:8786"):
    ...     pass
    Traceback (most recent call last):
    analysis.workers.WorkError: http://cluster.example:8786: no Dask scheduler with a worker answers there (ValueError)
    """


class Workers:
    """This process does the work itself, at the time that its result is wanted.

    Attributes
    ----------
    width : int
        Tasks that are worth giving away before the first result is waited for.
    far : bool
        Whether the work is done on other machines.

    Examples
    --------
    >>> from analysis.cache import Step
    >>> lengths = Step("lengths", lambda texts: [str(len(text)) for text in texts], (), 2)
    >>> Workers().submit(lengths, ["визит", "газ"]).result()
    ['5', '3']
    """

    width = 1
    far = False

    def submit(self, step: Step, items: list[Any]) -> _Task:
        """Have a step done for some items.

        Examples
        --------
        >>> from analysis.cache import Step
        >>> capitals = Step("capitals", lambda texts: [text.upper() for text in texts], (), 64)
        >>> Workers().submit(capitals, ["газ"]).result()
        ['ГАЗ']
        """
        return _Later(step, items)


class _Later:
    def __init__(self, step: Step, items: list[Any]) -> None:
        self._step, self._items = step, items

    def result(self) -> Any:
        return self._step.function(self._items)


class _Processes(Workers):
    """Other processes of this machine, started when the first work comes."""

    def __init__(self, jobs: int) -> None:
        self.width = 2 * jobs
        self._jobs = jobs
        self._pool: Any = None

    def submit(self, step: Step, items: list[Any]) -> _Task:
        from joblib.externals.loky import ProcessPoolExecutor

        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._jobs, initializer=_begin, initargs=(os.getpid(),))
        return self._pool.submit(_perform, step, step.version, items)

    def close(self, kill: bool) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(kill_workers=kill)


def _begin(parent: int) -> None:
    """Prepare one of the processes."""
    from joblib.externals.loky import process_executor

    # it would take the models of Russian for a leak of memory, and start the process anew in the middle of the work
    process_executor._MAX_MEMORY_LEAK_SIZE = float("inf")

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    # a process outlives a build that was killed
    threading.Thread(target=watch, daemon=True).start()


class _Cluster(Workers):
    """The workers of a Dask cluster."""

    far = True

    def __init__(self, client: Any) -> None:
        self._client = client

    @property
    def width(self) -> int:  # type: ignore[override]
        """Enough for all threads of the cluster, of workers too that came late."""
        return max(4, 2 * sum(self._client.nthreads().values()))

    def submit(self, step: Step, items: list[Any]) -> _Task:
        return self._client.submit(_perform, step, step.version, items, pure=False)


def _perform(step: Step, version: str, items: list[Any]) -> Any:
    """Do a step in another process, if its code there is the same."""
    if step.version != version:
        raise WorkError(f"the code of the step «{step.name}» differs between the processes; install one version")
    return step.function(items)


@contextlib.contextmanager
def hire(jobs: int = 1, cluster: str | None = None) -> Iterator[Workers]:
    """Yield those who do the work.

    Parameters
    ----------
    jobs : int
        Processes of this machine; 1 for none but this one.
    cluster : str, optional
        Address of a Dask scheduler, which goes before ``jobs``.

    Raises
    ------
    WorkError
        If the cluster does not answer, the package ``distributed`` is missing, or a process was ended from outside.

    Examples
    --------
    >>> with hire() as workers:
    ...     workers.width
    1
    """
    if cluster:
        with _connected(cluster) as client:
            yield _Cluster(client)
    elif jobs == 1:
        yield Workers()
    else:
        yield from _processes(jobs)


def _processes(jobs: int) -> Iterator[Workers]:
    from joblib.externals.loky.process_executor import BrokenProcessPool

    processes = _Processes(jobs)
    try:
        yield processes
    except BrokenProcessPool as error:
        processes.close(kill=True)
        raise WorkError(
            "a process of the build was ended from outside, likely for want of memory; build again with fewer --jobs, "
            "it goes on from here"
        ) from error
    except BaseException:
        processes.close(kill=True)
        raise
    processes.close(kill=False)


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise WorkError("--cluster needs the package distributed: pip install 'analysis[cluster]'") from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
        client.wait_for_workers(1, timeout=60)
    except (OSError, TimeoutError, ValueError) as error:
        raise WorkError(f"{address}: no Dask scheduler with a worker answers there ({type(error).__name__})") from error
    try:
        with client:
            yield client
    except KilledWorker as error:
        raise WorkError(f"{address}: several workers died over one task; give them more memory") from error
