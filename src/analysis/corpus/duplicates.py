"""The same article, or nearly the same, collected more than once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from datasketch import MinHash, MinHashLSH

THRESHOLD = 0.8
WORDS = 3
PERMUTATIONS = 128
SEED = 1
# Candidates share all of 6 values in one of 21 bands: 998 of a thousand pairs at a similarity of 0.8 do, 15 of a
# thousand at 0.3. Whether they are alike is then computed.
BANDS, ROWS = 21, 6
# «Фото: ТАСС» may stand below many headlines: of shorter texts the headline counts too
SHORT = 15


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


def sketch(runs: frozenset[str]) -> MinHash:
    """The MinHash of runs of words."""
    minhash = MinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update_batch([run.encode(errors="surrogatepass") for run in runs])
    return minhash


def bands(title: str, body: str) -> list[str]:
    """What articles have to share, at the same place of the list, to be compared: 16 hexadecimal digits a band.

    Examples
    --------
    >>> text = "Президент прибыл сегодня в Астану с визитом, который продлится два дня и закончится подписанием."
    >>> bands("Визит", text) == bands("Визит", text.upper()), len(bands("Визит", text))
    (True, 21)
    """
    values = sketch(runs_of(title, body)).hashvalues[: BANDS * ROWS].reshape(BANDS, ROWS)
    return [hashlib.blake2b(band.tobytes(), digest_size=8).hexdigest() for band in values]


def find_duplicates(articles: Sequence[Mapping[str, Any]], threshold: float = THRESHOLD) -> list[int | None]:
    """Find for each article the earliest one that says the same.

    Two bodies are the same if the Jaccard similarity of their runs of three words is at least the threshold; equal
    texts are, whatever their headlines. Of bodies with fewer than 15 such runs the headline counts too. MinHash finds
    candidates (Broder 1997, *On the resemblance and containment of documents*), for which the similarity is then
    computed.

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
    order = sorted(
        range(len(articles)), key=lambda n: (articles[n]["published"] is None, articles[n]["published"] or 0, n)
    )
    place = {n: position for position, n in enumerate(order)}
    index = MinHashLSH(params=(BANDS, ROWS), num_perm=PERMUTATIONS)
    originals: dict[int, frozenset[str]] = {}
    first_of: dict[frozenset[str], int] = {}
    result: list[int | None] = [None] * len(articles)
    for n in order:
        runs = runs_of(articles[n]["title"], articles[n]["body"])
        if runs in first_of:
            result[n] = first_of[runs]
            continue
        minhash = sketch(runs)
        alike = [m for m in index.query(minhash) if _jaccard(runs, originals[m]) >= threshold]
        if alike:
            first_of[runs] = result[n] = min(alike, key=place.__getitem__)
        else:
            index.insert(n, minhash)
            originals[n] = runs
            first_of[runs] = n
    return result


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
