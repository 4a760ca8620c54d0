"""From an executed notebook to one HTML file that needs no network.

The page's own security policy allows one style sheet and one script, both inside the file and named by their hash,
and pictures that are data. Nothing that an output carries can run or load anything.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup
from nbformat import NotebookNode

from analysis import labels
from analysis import language as speech
from analysis.reports import clean
from analysis.reports.plan import Report

SUMMARY = "application/vnd.analysis.summary+json"
"""MIME type of the output with which a notebook hands over its summary: ``sentences`` and key ``figures``."""

LARGEST = 2_000_000
"""Bytes of a report: from there on its tables show fewer rows."""

LARGE_PICTURE = 400_000
"""Characters of SVG from which on a bitmap of the same picture is taken, if there is one."""


@dataclass
class Summary:
    """What a report says in short: sentences of plain text, and key figures as pairs of label and value.

    Examples
    --------
    >>> Summary(["Twelve visits are known."], [("visits", "12")]).figures[0]
    ('visits', '12')
    """

    sentences: list[str] = field(default_factory=list)
    figures: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Provenance:
    """What a report was made from.

    ``counts`` and ``corpus_hash`` are those of ``build.json``, ``versions`` maps packages to versions, ``accuracy`` is
    the content of ``events/accuracy.json`` (None if nothing was measured), ``rendered`` is the day of the run,
    ``review`` what ``build.json`` says of a researcher's decisions (None if there are none).

    Examples
    --------
    >>> made_from = Provenance(
    ...     corpus_hash="c0ffee", counts={"visits": 12}, notebook="03_visits.ipynb", notebook_hash="9f86d0",
    ...     versions={"pandas": "2.2.3"}, accuracy=None, rendered="2025-04-23",
    ... )
    >>> made_from.review is None  # nobody has looked at the events
    True
    """

    corpus_hash: str
    counts: Mapping[str, int]
    notebook: str
    notebook_hash: str
    versions: Mapping[str, str]
    accuracy: Mapping[str, Any] | None
    rendered: str
    review: Mapping[str, Any] | None = None


@dataclass
class _Body:
    """What is read out of a notebook, cell by cell."""

    words: Mapping[str, str]
    blocks: list[Markup] = field(default_factory=list)
    outline: clean.Outline = field(default_factory=clean.Outline)
    summary: Summary = field(default_factory=Summary)
    lead: str = ""
    failure: str = ""
    titled: bool = False
    figures: int = 0


@cache
def words_in(language: str) -> dict[str, str]:
    """The report's own words in a language; English where the language is not known.

    Examples
    --------
    >>> words_in("ru")["contents"], words_in("en")["contents"]
    ('Содержание', 'Contents')
    """
    lines = files("analysis.reports").joinpath("labels.csv").read_text(encoding="utf-8").splitlines()
    return {row["key"]: row[language] if language in row else row["en"] for row in csv.DictReader(lines)}


# --- a report -------------------------------------------------------------------------------------------------------


def render_report(
    notebook: NotebookNode, report: Report, provenance: Provenance, failure: str = ""
) -> tuple[str, Summary, str]:
    """Make the HTML of one report.

    Parameters
    ----------
    notebook : NotebookNode
        The executed notebook. It ends behind the cell that failed, if one did.
    report : Report
        Its entry in the plan.
    provenance : Provenance
        For the end of the report.
    failure : str
        What went wrong outside the cells, such as a kernel that died; empty if nothing did.

    Returns
    -------
    html : str
        The whole file.
    summary : Summary
        What the notebook handed over; its first paragraph if it handed over nothing.
    failure : str
        The one line that says why the report is incomplete; empty if it is complete.

    Examples
    --------
    >>> from pathlib import Path
    >>> from nbformat import v4
    >>> cells = [v4.new_markdown_cell("## Where to\\n\\nMost visits went to *Uzbekistan*.")]
    >>> made_from = Provenance("c0ffee", {"visits": 12}, "03_visits.ipynb", "9f86d0", {}, None, "2025-04-23")
    >>> report = Report("03_visits", Path("03_visits.ipynb"), "Visits")
    >>> page, summary, failure = render_report(v4.new_notebook(cells=cells), report, made_from)
    >>> "<title>Visits</title>" in page, summary.sentences, failure
    (True, ['Most visits went to Uzbekistan.'], '')
    """
    words = words_in(report.language)
    for most in (clean.MAX_ROWS, 500, 100, 25):
        body = _read_notebook(notebook, report, words, most)
        body.failure = body.failure or clean.one_line(failure)
        if failure and not any('role="alert"' in block for block in body.blocks):
            body.blocks.append(_stopped(body.failure, words))
        page = template("report.html.j2").render(
            **frame(report.language),
            title=report.title,
            chips=chips(report),
            summary=body.summary,
            contents=[entry for entry in body.outline.entries if entry[0] <= 3],
            # a picture may stand before the rows that its marks lead to
            blocks=[Markup(clean.lead_to_rows(block, body.outline)) for block in body.blocks],
            failure=body.failure,
            parameters=shown_parameters(report),
            provenance=provenance,
            accuracy=_accuracy_rows(provenance.accuracy),
            review=review_lines(provenance.review),
        )
        if len(page.encode()) <= LARGEST:
            break
    summary = body.summary
    if not summary.sentences and body.lead:
        summary = Summary([body.lead], summary.figures)
    return page, summary, body.failure


def _read_notebook(notebook: NotebookNode, report: Report, words: Mapping[str, str], most: int) -> _Body:
    """Go through the cells in order, up to the one that failed; of long tables the first rows are taken."""
    body = _Body(words, outline=clean.Outline(most=most))
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        if tags & {"remove-cell", "injected-parameters", "papermill-error-cell-tag"}:
            continue
        if cell.cell_type == "markdown":
            _add_markdown(body, clean.markdown(speech.markdown(cell.source), cell.get("attachments")))
        elif cell.cell_type == "code" and "parameters" in tags:
            rows = shown_parameters(report)
            body.blocks.append(Markup(template("parameters.html.j2").render(words=words, parameters=rows)))
        elif cell.cell_type == "code":
            if cell.source.strip() and "remove-input" not in tags:
                source = Markup('<pre class="code"><code>{}</code></pre>').format(Markup(clean.code(cell.source)))
                body.blocks.append(source)
            for output in cell.get("outputs", []):
                _add_output(body, output)
            if body.failure:
                break
    return body


def _add_markdown(body: _Body, source: str) -> None:
    """Add Markdown that has become HTML; the notebook's own title is left out, and its first paragraph remembered."""
    drop_title = not body.titled and "<h1>" in source
    body.titled |= drop_title
    block = clean.html(source, body.outline, body.words, drop_title=drop_title)
    if not body.lead and "<p>" in block:
        paragraph = block.split("<p>", 1)[1].split("</p>", 1)[0]
        body.lead = " ".join(Markup(paragraph).striptags().split())
    body.blocks.append(Markup(block))


def _add_output(body: _Body, output: NotebookNode) -> None:
    """Add one output of a code cell in the richest form that a file can show."""
    if output.output_type == "stream":
        if output.name == "stdout" and clean.plain(output.text).strip():
            body.blocks.append(Markup("<pre>{}</pre>").format(clean.plain(output.text)))
    elif output.output_type == "error":
        message = clean.one_line(output.get("evalue", ""))
        name = clean.one_line(output.get("ename", ""))
        body.failure = f"{message} ({name})" if message and name else message or name or "error"
        body.blocks.append(_stopped(body.failure, body.words))
    elif SUMMARY in output.data:
        body.summary = read_summary(output.data[SUMMARY])
    elif picture := _pick_picture(output.data):
        _add_picture(body, picture, output)
    elif "text/html" in output.data:
        body.blocks.append(Markup(clean.html(output.data["text/html"], body.outline, body.words)))
    elif "text/markdown" in output.data:
        _add_markdown(body, clean.markdown(clean.plain(output.data["text/markdown"])))
    elif "text/plain" in output.data and not any("widget" in mime or "javascript" in mime for mime in output.data):
        body.blocks.append(Markup("<pre>{}</pre>").format(clean.plain(output.data["text/plain"])))
    elif output.data:
        body.blocks.append(Markup('<p class="note">{}</p>').format(body.words["not_shown"]))


def _stopped(message: str, words: Mapping[str, str]) -> Markup:
    """The line at which an incomplete report ends."""
    return Markup('<p class="stopped" role="alert"><strong>{}.</strong> {}</p>').format(words["stopped"], message)


def read_summary(content: Any) -> Summary:
    """Read a notebook's summary, forgiving about its shape.

    Examples
    --------
    >>> read_summary({"sentences": ["12 visits."], "figures": [{"label": "visits", "value": 1200}]})
    Summary(sentences=['12 visits.'], figures=[('visits', '1,200')])
    """
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except ValueError:
            return Summary([clean.plain(content)])
    if not isinstance(content, Mapping):
        return Summary()
    sentences, figures = content.get("sentences"), content.get("figures")
    return Summary(
        [clean.plain(sentence) for sentence in (sentences if isinstance(sentences, list) else [])],
        [
            (clean.plain(item["label"]), in_words(item["value"]))
            for item in (figures if isinstance(figures, list) else [])
            if isinstance(item, Mapping) and "label" in item and "value" in item
        ],
    )


def in_words(value: Any) -> str:
    """A value as a reader expects it: thousands apart, lists with commas.

    Examples
    --------
    >>> in_words(1234), in_words(["UZB", "KAZ"]), in_words(True)
    ('1,234', 'UZB, KAZ', 'yes')
    """
    if isinstance(value, bool):
        return speech.text("yes" if value else "no")
    if isinstance(value, int):
        return speech.count(value)
    if isinstance(value, list):
        return ", ".join(map(in_words, value))
    return clean.plain(value)


def _pick_picture(bundle: Mapping[str, Any]) -> str:
    """MIME type of the picture to show from an output; empty if it has none."""
    bitmaps = [mime for mime in ("image/png", "image/jpeg", "image/webp", "image/gif") if mime in bundle]
    if "image/svg+xml" in bundle and not (bitmaps and len(clean.plain(bundle["image/svg+xml"])) > LARGE_PICTURE):
        return "image/svg+xml"
    return bitmaps[0] if bitmaps else ""


def _add_picture(body: _Body, mime: str, output: NotebookNode) -> None:
    """Add a picture with its caption and a description for those who do not see it."""
    body.figures += 1
    metadata = {**output.get("metadata", {}), **output.get("metadata", {}).get(mime, {})}
    caption = clean.plain(metadata.get("caption") or "")
    alternative = clean.plain(metadata.get("alt") or caption or body.outline.last or body.words["figure"])
    try:
        if mime == "image/svg+xml":
            picture = clean.svg(output.data[mime], f"f{body.figures}", alternative)
        else:
            picture = clean.bitmap(mime, output.data[mime], alternative)
    except ValueError:
        body.blocks.append(Markup('<p class="note">{}</p>').format(body.words["broken_picture"]))
        return
    body.blocks.append(
        Markup(template("figure.html.j2").render(picture=Markup(picture), caption=caption, label=alternative))
    )


def chips(report: Report) -> list[str]:
    """Whom a report is about and when, for the line below its title; the focus country if it is another than usual.

    Examples
    --------
    >>> from pathlib import Path
    >>> from analysis.reports.parameters import Parameter
    >>> parameters = {name: Parameter(name, "") for name in ("partner", "start", "end")}
    >>> chips(Report("kaz", Path("06_partner.ipynb"), "", {"partner": "KAZ", "start": "2025-01-01"}, parameters))
    ['Kazakhstan', '2025-01-01 – …']
    """
    values = report.values
    found = []
    if "focus" in values and values["focus"] != report.parameters["focus"].default:
        found.append(labels.country(values["focus"]))
    if values.get("partner"):
        found.append(labels.country(values["partner"]))
    if values.get("leader"):
        found.append(labels.name(str(values["leader"])))
    if values.get("start") or values.get("end"):
        found.append(f"{values.get('start') or '…'} – {values.get('end') or '…'}")
    return [clean.plain(text) for text in found]


def shown_parameters(report: Report) -> list[tuple[str, str, str]]:
    """Name, value and comment of every parameter; an absolute path only by its last part, it is nobody's business.

    Examples
    --------
    >>> from pathlib import Path
    >>> from analysis.reports.parameters import Parameter
    >>> parameters = {"data": Parameter("data", "/some/where/processed", "folder of the tables")}
    >>> shown_parameters(Report("visits", Path("03_visits.ipynb"), "", parameters=parameters))
    [('data', 'processed', 'folder of the tables')]
    """
    rows = []
    for name, value in report.values.items():
        # a year is no amount
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else in_words(value)
        if name == "data" and (text.startswith(("/", "\\")) or text[1:2] == ":"):
            text = text.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
        rows.append((name, text, clean.plain(speech.text(report.parameters[name].comment))))
    return rows


def _accuracy_rows(accuracy: Mapping[str, Any] | None) -> list[tuple[str, ...]]:
    """Set, record and the three figures, one row each, from ``accuracy.json``."""
    rows = []
    for name, records in (accuracy or {}).get("sets", {}).items():
        for record, figures in records.items():
            if isinstance(figures, Mapping) and {"precision", "recall", "f1"} <= set(figures):
                numbers = [speech.count(float(figures[key]), 2) for key in ("precision", "recall", "f1")]
                rows.append((speech.text(str(name)), speech.text(str(record)), *numbers))
    return rows


def review_lines(review: Mapping[str, Any] | None) -> list[str]:
    """Sentences on a researcher's decisions, and on what a random sample of reviewed rows says about all.

    Examples
    --------
    >>> for line in review_lines({"applied": {"accept": 9, "reject": 3}, "flagged": []}):
    ...     print(line)
    12 decisions applied (accept 9, reject 3), 0 wait for another look.
    """
    if not review:
        return []
    from analysis.summaries import precision_sentence  # which loads what notebooks need

    applied = review.get("applied", {})
    verdicts = ", ".join(f"{speech.text(verdict)} {number}" for verdict, number in sorted(applied.items())) or "–"
    counts = speech.text(
        "{applied} decisions applied ({verdicts}), {flagged} wait for another look.",
        applied=speech.count(sum(applied.values())),
        verdicts=verdicts,
        flagged=speech.count(len(review.get("flagged", []))),
    )
    return [counts, *filter(None, map(precision_sentence, review.get("precision", [])))]


# --- what every page shares -----------------------------------------------------------------------------------------


@cache
def _environment() -> jinja2.Environment:
    """The templates, everything in them escaped unless it went through ``clean``."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("analysis.reports"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(say=speech.text, number=speech.count)
    return made


def template(name: str) -> jinja2.Template:
    """One template of the folder ``templates``.

    Examples
    --------
    >>> figure = template("figure.html.j2").render(picture="<script>", caption="Visits", label="Visits")
    >>> "&lt;script&gt;" in figure, "<script>" in figure
    (True, False)
    """
    return _environment().get_template(name)


@cache
def _asset(*names: str) -> tuple[Markup, str]:
    """A style sheet or a script made of some files, and its hash as the security policy wants it."""
    folder = files("analysis.reports").joinpath("templates")
    text = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names).replace("\r\n", "\n")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"'sha256-{digest}'"


def frame(language: str, styles: Sequence[str] = ("style.css",), script_file: str = "script.js") -> dict[str, Any]:
    """What the common template needs: language, words, style, script, and the policy that allows just these.

    Examples
    --------
    >>> page = frame("ru")
    >>> page["language"], "script-src 'sha256-" in page["policy"]
    ('ru', True)
    """
    style, style_hash = _asset(*styles)
    script, script_hash = _asset(script_file)
    policy = (
        f"default-src 'none'; style-src {style_hash}; script-src {script_hash}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {
        "language": language if language in ("en", "ru") else "en",
        "words": words_in(language),
        "style": style,
        "script": script,
        "policy": Markup(policy),
    }
