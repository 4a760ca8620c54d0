"""Cited visits, meetings and agreements, topics and timelines from Russian-language news.

A notebook needs these names; each is loaded when it is first used, so that the command line answers at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis import figures, findings, summaries, timeline, topics
    from analysis.notebook import open_corpus, picture, say, show, summarise

_MODULES = ("figures", "findings", "summaries", "timeline", "topics")
_FUNCTIONS = ("open_corpus", "picture", "say", "show", "summarise")

__all__ = [
    "figures",
    "findings",
    "open_corpus",
    "picture",
    "say",
    "show",
    "summaries",
    "summarise",
    "timeline",
    "topics",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"analysis.{name}")
    if name in _FUNCTIONS:
        return getattr(importlib.import_module("analysis.notebook"), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")
