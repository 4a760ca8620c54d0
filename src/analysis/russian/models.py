"""The models of Russian, loaded once a process: navec, slovnet and pymorphy3.

The files of navec and slovnet lie in the ``natasha`` package; its code is not imported, because it needs pymorphy2.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import pymorphy3
from navec import Navec
from slovnet import NER, Morph, Syntax
from threadpoolctl import ThreadpoolController


def folder() -> Path:
    """Where the installed ``natasha`` package keeps its model files.

    Raises
    ------
    FileNotFoundError
        If the package is not installed.
    """
    spec = importlib.util.find_spec("natasha")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(
            "the package natasha, which carries the language models, is missing: pip install natasha"
        )
    return Path(spec.submodule_search_locations[0]) / "data"


@cache
def navec() -> Navec:
    """Word vectors, 250,000 words of 300 dimensions, quantised."""
    return Navec.load(str(folder() / "emb" / "navec_news_v1_1B_250K_300d_100q.tar"))


@cache
def names() -> NER:
    """The tagger of names: PER, LOC, ORG."""
    return NER.load(str(folder() / "model" / "slovnet_ner_news_v1.tar")).navec(navec())


@cache
def morphology() -> Morph:
    """The tagger of parts of speech and grammatical features."""
    return Morph.load(str(folder() / "model" / "slovnet_morph_news_v1.tar")).navec(navec())


@cache
def syntax() -> Syntax:
    """The dependency parser."""
    return Syntax.load(str(folder() / "model" / "slovnet_syntax_news_v1.tar")).navec(navec())


@cache
def threads() -> ThreadpoolController:
    """Control of the threads of linear algebra: the models' matrices are so small that one thread is fastest."""
    return ThreadpoolController()


@cache
def morph() -> pymorphy3.MorphAnalyzer:
    """The dictionary of Russian inflection.

    Examples
    --------
    >>> morph().parse("переговоров")[0].normal_form
    'переговоры'
    """
    return pymorphy3.MorphAnalyzer()
