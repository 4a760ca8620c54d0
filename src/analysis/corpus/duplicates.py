"""The same article, or nearly the same, collected more than once."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from analysis.groups import Groups

if TYPE_CHECKING:
    from datasketch import MinHash

THRESHOLD = 0.8
WORDS = 3
PERMUTATIONS = 128
SEED = 1
# Candidates share all of 6 values in one of 21 bands: 998 of a thousand pairs at a similarity of 0.8 do, 15 of a
# thousand at 0.3. Whether they are alike is then computed.
BANDS, ROWS = 21, 6
# «Фото: ТАСС» may stand below many headlines: of shorter texts the headline counts too
SHORT = 15
# sketches that are read at once
AT_ONCE = 10_000


def shingles(body: str) -> frozenset[str]:
    """The distinct runs of three words of a text, letter case and punctuation left out.

    Examples
    --------
    >>> sorted(shingles("Визит начат сегодня. Он рабочий."))
    ['визит начат сегодня', 'начат сегодня он', 'сегодня он рабочий']
    """
    words = re.findall(r"\w+", body.casefold().replace("ё", "е"))
    if len(words) <= WORDS:
        return frozenset([" ".join(words)])
    return frozenset(" ".join(words[n : n + WORDS]) for n in range(len(words) - WORDS + 1))


def runs_of(title: str, body: str) -> frozenset[str]:
    """What two articles are compared by: the runs of the body, of short ones with the headline.

    Examples
    --------
    >>> sorted(runs_of("Порт", "Фото."))
    ['порт фото']
    """
    runs = shingles(body)
    return runs if len(runs) >= SHORT else shingles(f"{title} {body}")


@cache
def _empty() -> MinHash:
    # the library loads much that builds without anything new need not wait for
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, seed=SEED, hashfunc=zlib.crc32)


def bands(title: str, body: str) -> list[str]:
    """What articles have to share, at the same place of the list, to be compared: 16 hexadecimal digits a band.

    Examples
    --------
    >>> text = "Президент прибыл сегодня в Астану с визитом, который продлится два дня и закончится подписанием."
    >>> bands("Визит", text) == bands("Визит", text.upper()), len(bands("Визит", text))
    (True, 21)
    """
    minhash = _empty().copy()
    minhash.update_batch([run.encode(errors="surrogatepass") for run in runs_of(title, body)])
    values = minhash.hashvalues[: BANDS * ROWS].reshape(BANDS, ROWS)
    return [hashlib.blake2b(band.tobytes(), digest_size=8).hexdigest() for band in values]


def linked(sketches: BinaryIO, number: int) -> Iterator[list[int]]:
    """Find the groups of articles that are linked by an equal band, directly or through others.

    Parameters
    ----------
    sketches : file
        The bands of each article, 8 bytes each. One band of all is in memory at a time.
    number : int
        Of articles.

    Yields
    ------
    list of int
        Places of the articles of a group of two or more, in order.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryFile() as file:
    ...     bands = np.arange(4 * BANDS, dtype="<u8").reshape(4, BANDS)
    ...     bands[2, 7], bands[3, 0] = bands[0, 7], bands[2, 0]
    ...     _ = file.write(bands.tobytes())
    ...     list(linked(file, 4))
    [[0, 2, 3]]
    """
    groups = Groups(number)
    for place in range(BANDS if number else 0):
        sketches.seek(0)
        some = iter(lambda: sketches.read(8 * BANDS * AT_ONCE), b"")
        column = np.concatenate([np.frombuffer(part, "<u8").reshape(-1, BANDS)[:, place].copy() for part in some])
        order = np.argsort(column, kind="stable")
        equal = np.flatnonzero(column[order[1:]] == column[order[:-1]])
        for one, other in zip(order[equal].tolist(), order[equal + 1].tolist(), strict=True):
            groups.join(one, other)
    first = np.fromiter(map(groups.first, range(number)), int, number)
    members = np.flatnonzero(np.bincount(first, minlength=number)[first] > 1)
    members = members[np.argsort(first[members], kind="stable")]
    for group in np.split(members, np.flatnonzero(np.diff(first[members])) + 1) if len(members) else ():
        yield group.tolist()


def find_duplicates(articles: Sequence[Mapping[str, Any]], threshold: float = THRESHOLD) -> list[int | None]:
    """Find for each article the earliest one that says the same.

    Two bodies are the same if the Jaccard similarity of their runs of three words is at least the threshold; equal
    texts are, whatever their headlines. Of bodies with fewer than 15 such runs the headline counts too. MinHash finds
    candidates (Broder 1997, *On the resemblance and containment of documents*), for which the similarity is then
    computed (:func:`originals`).

    Parameters
    ----------
    articles : sequence of mapping
        With ``title``, ``body`` and ``published``. The earliest is the original; articles without a time come last,
        and those of the same time in the given order.
    threshold : float
        Between 0 and 1; below 0.8 some pairs are missed.

    Returns
    -------
    list of (int or None)
        For each article the position of its original, None for originals. Originals are never duplicates themselves.

    Examples
    --------
    >>> late = {"title": "Визит", "body": "Президент прибыл сегодня в Астану с визитом.", "published": 2}
    >>> find_duplicates([late, late | {"body": late["body"].upper(), "published": 1}])
    [1, None]
    """
    sketches = b"".join(bytes.fromhex("".join(bands(one["title"], one["body"]))) for one in articles)
    result: list[int | None] = [None] * len(articles)
    for group in linked(io.BytesIO(sketches), len(articles)):
        for n, original in zip(group, originals([articles[n] for n in group], threshold), strict=True):
            result[n] = None if original is None else group[original]
    return result


def originals(articles: Sequence[Mapping[str, Any]], threshold: float = THRESHOLD) -> list[int | None]:
    """What :func:`find_duplicates` finds, by comparing articles that may be alike, all that a pair can have in common.

    Two texts with a similarity of at least the threshold share one of the rarest of their runs (prefix filter:
    Chaudhuri, Ganti and Kaushik 2006, *A primitive operator for similarity joins*), so that texts which only have a
    common form are not compared.

    Examples
    --------
    >>> early = {"title": "Визит", "body": "Президент прибыл сегодня в Астану с визитом.", "published": 1}
    >>> originals([early, early | {"body": "Порт открыт."}, early | {"published": None}])
    [None, None, 0]
    """
    # numbers in place of words take a tenth of the memory
    runs = [array("q", sorted(map(hash, runs_of(one["title"], one["body"])))) for one in articles]
    often = Counter(run for distinct in {one.tobytes(): one for one in runs}.values() for run in distinct)
    order = sorted(
        range(len(articles)), key=lambda n: (articles[n]["published"] is None, articles[n]["published"] or 0, n)
    )
    place = {n: position for position, n in enumerate(order)}
    with_run: dict[int, list[int]] = defaultdict(list)
    first_of: dict[bytes, int] = {}
    for n in order:
        mine = set(runs[n])
        text = runs[n].tobytes()
        if text not in first_of:
            rarest = sorted(mine, key=lambda run: (often[run], run))[: int(len(mine) * (1 - threshold) + 1e-9) + 1]
            near = sorted({m for run in rarest for m in with_run[run]}, key=place.__getitem__)
            first_of[text] = next((m for m in near if _jaccard(mine, runs[m]) >= threshold), n)
            for run in rarest if first_of[text] == n else ():
                with_run[run].append(n)
    found = [first_of[one.tobytes()] for one in runs]
    return [None if original == n else original for n, original in enumerate(found)]


def _jaccard(one: set[int], other: array[int]) -> float:
    common = len(one.intersection(other))
    return common / (len(one) + len(other) - common)
