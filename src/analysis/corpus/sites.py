"""What stands around the articles of a site: one small file a site in ``sites/``, and rules that hold for all.

To add a site, write ``sites/HOST.yml``. Every key may be left out:

.. code-block:: yaml

    hosts: [site.example]                       # with all hosts below them; the file's name if left out
    title: //h1[@class='news-title']            # XPath of the headline
    published: //div[@class='news-date']        # XPath of an element, or attribute, that holds day and time
    body: //div[@class='news-text']             # XPath of the elements that hold the text
    remove: [//div[@class='banner']]            # XPaths of what is taken out first
    drop: ['Просмотров: \\d+']                  # regular expressions of whole lines that are no text, in any case
    end: ['Другие новости']                     # the article ends above such a line, once it has begun

Where title, date or text are not named, or not found, they are sought as on any site.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from analysis.corpus.raw import Unusable, in_words
from analysis.corpus.text import SENTENCE_ENDS

FOLDER = Path(__file__).with_name("sites")
# its rules hold for every site
COMMON = "common"
KEYS = ("hosts", "title", "published", "body", "remove", "drop", "end")
# longer lines are text whatever they look like
LONGEST_RULED_LINE = 250


@dataclass(frozen=True)
class Site:
    """The rules of one site. XPaths are compiled, and so are regular expressions.

    Examples
    --------
    >>> site = Site(hosts=("site.example",), end=(re.compile("другие новости", re.IGNORECASE),))
    >>> site.text_lines(["Порт открыт.", "Другие новости", "Школа открыта."])
    ['Порт открыт.']
    """

    hosts: tuple[str, ...] = ()
    title: tuple[etree.XPath, ...] = ()
    published: tuple[etree.XPath, ...] = ()
    body: tuple[etree.XPath, ...] = ()
    remove: tuple[etree.XPath, ...] = ()
    drop: tuple[re.Pattern[str], ...] = ()
    end: tuple[re.Pattern[str], ...] = ()

    def text_lines(self, lines: list[str]) -> list[str]:
        """The lines that are text: without those of ``drop``, and what follows one of ``end`` below a sentence.

        Examples
        --------
        >>> find_site().text_lines(["Порт открыт.", "Просмотров: 1 204", "Читайте также", "Школа открыта"])
        ['Порт открыт.']
        """
        kept: list[str] = []
        begun = False
        for line in lines:
            short = len(line) <= LONGEST_RULED_LINE
            if short and begun and any(rule.fullmatch(line) for rule in self.end):
                break
            if not short or not any(rule.fullmatch(line) for rule in self.drop):
                kept.append(line)
                begun = begun or line.endswith(SENTENCE_ENDS[:4])
        return kept


def find_site(*hosts: str | None) -> Site:
    """The rules of the first of some hosts for which there are any, with those that hold for every site.

    Parameters
    ----------
    hosts : str or None
        Host names, the surest first.

    Raises
    ------
    Unusable
        If a file of rules cannot be understood.

    Examples
    --------
    >>> find_site(None, "www.tdh.gov.tm").hosts
    ('tdh.gov.tm',)
    >>> find_site("site.example").hosts
    ()
    """
    common, known = _all_sites()
    for host in hosts:
        if site := _known(host, known):
            return site
    return common


def host_in(page: str) -> str | None:
    """The host that a page's path names, as crawlers save pages in a folder a site: one that there are rules for.

    Examples
    --------
    >>> host_in("crawl/www.tdh.gov.tm/ru/7.html"), host_in("2024/7.html")
    ('www.tdh.gov.tm', None)
    """
    _, known = _all_sites()
    return next((part for part in page.split("/")[:-1] if "." in part and _known(part, known)), None)


def _known(host: str | None, known: Mapping[str, Site]) -> Site | None:
    labels = (host or "").lower().split(".")[-6:]
    return next((known[name] for n in range(len(labels)) if (name := ".".join(labels[n:])) in known), None)


@functools.cache
def _all_sites() -> tuple[Site, dict[str, Site]]:
    common = load_site(FOLDER / f"{COMMON}.yml")
    sites = [load_site(file, common) for file in sorted(FOLDER.glob("*.yml")) if file.stem != COMMON]
    return common, {host: site for site in sites for host in site.hosts}


def load_site(file: Path, common: Site | None = None) -> Site:
    """Load one file of rules.

    Parameters
    ----------
    file : Path
        ``HOST.yml``.
    common : Site, optional
        Rules that hold as well.

    Raises
    ------
    Unusable
        If it cannot be understood; the message says where.

    Examples
    --------
    >>> load_site(FOLDER / "tdh.gov.tm.yml").hosts
    ('tdh.gov.tm',)
    """
    try:
        rules = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        if not isinstance(rules, Mapping) or (unknown := [key for key in rules if key not in KEYS]):
            raise ValueError(f"no such key {unknown[0]!r}" if isinstance(rules, Mapping) else "no keys")
        paths = {key: tuple(map(etree.XPath, _texts(rules, key))) for key in ("title", "published", "body", "remove")}
        lines = {key: tuple(re.compile(rule, re.IGNORECASE) for rule in _texts(rules, key)) for key in ("drop", "end")}
        hosts = tuple(_texts(rules, "hosts")) or (() if file.stem == COMMON else (file.stem,))
    except (OSError, ValueError, re.error, yaml.YAMLError, etree.XPathError, RecursionError) as error:
        raise Unusable("malformed", f"the rules of sites/{file.name}: {in_words(error)}; put them right") from error
    if common:
        paths["remove"] += common.remove
        lines = {key: rules + getattr(common, key) for key, rules in lines.items()}
    return Site(hosts, **paths, **lines)


def _texts(rules: Mapping[str, Any], key: str) -> list[str]:
    value = rules.get(key) or []
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(text, str) for text in values):
        raise ValueError(f"«{key}» has to be a text or a list of texts")
    return values
