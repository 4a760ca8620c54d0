"""Cited visits, meetings and agreements, topics and timelines from Russian-language news.

A notebook needs these names; each is loaded when it is first used, so that the command line answers at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis import figures, findings, summaries, timeline, topics
    from analysis.events.explain import explain
    from analysis.notebook import open_corpus, picture, read_day, say, show, summarise
    from analysis.review import Review
    from analysis.widgets import check_data, explore, review_table

_MODULES = ("figures", "findings", "summaries", "timeline", "topics")
_NAMES = {
    **dict.fromkeys(("open_corpus", "picture", "read_day", "say", "show", "summarise"), "notebook"),
    **dict.fromkeys(("check_data", "explore", "review_table"), "widgets"),
    "Review": "review",
    "explain": "events.explain",
}

__all__ = [
    "Review",
    "check_data",
    "explain",
    "explore",
    "figures",
    "findings",
    "open_corpus",
    "picture",
    "read_day",
    "review_table",
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
    if name in _NAMES:
        return getattr(importlib.import_module(f"analysis.{_NAMES[name]}"), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")
