"""Crawls: the pages of a WARC file."""

from __future__ import annotations

import contextlib
import io
import re
import sys
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from fastwarc.stream_io import ChunkedReader
from fastwarc.warc import ArchiveIterator, WarcRecordType

from analysis.corpus import limits
from analysis.corpus.raw import RawPage, Unusable, in_words, rejected
from analysis.corpus.sources import Options

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
RECORD = re.compile(rb"WARC/1\.[01]\r?\n(?=WARC-|Content-)")
LONGEST_BEGINNING = 20
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
LENGTH = re.compile(rb"\nContent-Length:[ \t]*(\d{1,15})\s", re.IGNORECASE)
# behind a record
BEHIND = re.compile(rb"\r?\n\r?\n|[\r\n]*(?:WARC/1\.|\Z)")


def read_warc(name: str, file: BinaryIO, options: Options) -> Iterator[RawPage]:
    """Read the pages of a crawl: what a server answered with status 200 and a type of HTML or plain text.

    Pictures, redirects, errors, and what the crawler asked or noted, are no pages. The number of a page is that of its
    record among all records of the file. A broken record is a raw page with a problem, and the next one is sought.

    Examples
    --------
    >>> answer = "HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\n\\r\\n<h1>A visit</h1>"
    >>> head = "WARC/1.0\\r\\nWARC-Type: response\\r\\nWARC-Target-URI: http://site.example/7.html\\r\\n"
    >>> head += f"Content-Type: application/http\\r\\nContent-Length: {len(answer)}\\r\\n\\r\\n"
    >>> page = next(read_warc("crawl.warc", io.BytesIO(f"{head}{answer}\\r\\n\\r\\n".encode()), Options()))
    >>> page.page, page.url, page.content
    ('crawl.warc#1', 'http://site.example/7.html', b'<h1>A visit</h1>')
    """
    broken = 0
    for number, (content, problem) in enumerate(_records(file), start=1):
        page = f"{name}#{number}"
        broken += bool(problem)
        if broken > limits.MAX_BROKEN_RECORDS:
            raise Unusable("malformed", f"more than {limits.MAX_BROKEN_RECORDS:,} broken records; get the file again")
        try:
            if problem:
                raise Unusable("malformed", f"{problem}; collect the page again")
            yield from _read_record(page, content, options)
        except Unusable as error:
            yield rejected(page, len(content), *error.problem)
        except Exception as error:  # whatever a broken record makes the parser raise: the others have to be read
            yield rejected(page, len(content), "malformed", f"a broken record: {in_words(error)}")


def _read_record(page: str, content: bytes, options: Options) -> Iterator[RawPage]:
    parsed = ArchiveIterator(
        io.BytesIO(content),
        record_types=WarcRecordType.any_type,
        parse_http=True,
        auto_decode="none",
        stream_detect=False,
        max_header_len=limits.MAX_WARC_HEADER_BYTES,
    )
    record = next(iter(parsed), None)
    if record is None:
        raise Unusable("malformed", "what stands here is no record of a crawl; collect the page again")
    if _is_page(record):
        url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
        kind = "text" if _type(record) == "text/plain" else "html"
        body = _decode(record.reader.read(limits.MAX_HTML_BYTES + 1), record.http_headers)
        yield RawPage(page, kind, body, len(body), url=url or None, site=options.site)


def _records(file: BinaryIO) -> Iterator[tuple[bytes, str]]:
    """Yield the bytes of each record, as many as a page may have, and what is wrong with it."""
    stream = _Stream(file)
    while ahead := stream.peek(limits.MAX_WARC_HEADER_BYTES):
        head = ahead.lstrip(b"\r\n")
        stream.read(len(ahead) - len(head))
        if not head:
            continue
        end = BLANK_LINE.search(head)
        length = LENGTH.search(head, 0, end.end()) if end and head.startswith(b"WARC/1.") else None
        if not end or not length:
            stream.read(1)
            stream.find_record()
            yield head[: end.end() if end else None], "what stands here is no record of a crawl"
            continue
        header, size = stream.read(end.end()), int(length[1])
        content = stream.read(min(size, limits.MAX_HTML_BYTES + limits.MAX_WARC_HEADER_BYTES))
        missing = stream.skip(size - len(content))
        if not missing and BEHIND.match(stream.peek(16)):
            yield header + content, ""
            continue
        # of a record that broke off, with the next one right behind, it looks as if it held that
        stream.put_back(content[1:])
        stream.find_record()
        yield header + content, f"a record that is shorter or longer than the {size:,} bytes that it should have"


class _Stream:
    """A stream that can be looked into, and that takes back what was read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.ahead, self.at = file, b"", 0

    def peek(self, size: int) -> bytes:
        if self.at + size > len(self.ahead):
            self.put_back(b"")
            while len(self.ahead) < size and (more := self.file.read(limits.HEAD_BYTES)):
                self.ahead += more
        return self.ahead[self.at : self.at + size]

    def read(self, size: int) -> bytes:
        found = self.ahead[self.at : self.at + size]
        self.at += len(found)
        return found + self.file.read(size - len(found)) if len(found) < size else found

    def put_back(self, content: bytes) -> None:
        self.ahead, self.at = content + self.ahead[self.at :], 0

    def find_record(self, most: int = sys.maxsize) -> int:
        """Go on to where a record begins, by so many bytes at the most; how many of these are left."""
        while most > 0 and (block := self.read(min(most, 1 << 20))):
            if begin := RECORD.search(block):
                self.put_back(block[begin.start() :])
                return most - begin.start()
            most -= len(block)
            if len(block) > LONGEST_BEGINNING and most > 0:
                # it may lie across two blocks
                self.put_back(block[-LONGEST_BEGINNING:])
                most += LONGEST_BEGINNING
        return most

    skip = find_record


def _type(record: Any) -> str:
    headers = record.http_headers or record.headers
    return (headers.get("Content-Type") or "").partition(";")[0].strip().lower()


def _is_page(record: Any) -> bool:
    if record.record_type == WarcRecordType.response:
        return (
            record.http_headers is not None and record.http_headers.status_code == 200 and _type(record) in PAGE_TYPES
        )
    return record.record_type == WarcRecordType.resource and _type(record) in PAGE_TYPES


def _decode(content: bytes, headers: Any) -> bytes:
    """A page as the server meant it, put together and unpacked."""
    too_large = Unusable("too_large", f"a page of more than {limits.MAX_HTML_BYTES:,} bytes")
    if len(content) > limits.MAX_HTML_BYTES:
        raise too_large
    if headers is None:
        return content
    if headers.get("Transfer-Encoding", "").strip().lower() == "chunked":
        # many a crawler has put the pieces together and left the header as it was
        with contextlib.suppress(OSError):
            content = ChunkedReader(io.BytesIO(content)).read(limits.MAX_HTML_BYTES)
    encoding = headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return content
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise Unusable("unsupported", f"a page in the content encoding «{encoding[:40]}»")
    for window in (47, -15):  # gzip or zlib, and what some servers take for it
        try:
            unpacked = zlib.decompressobj(window).decompress(content, limits.MAX_HTML_BYTES + 1)
        except zlib.error:
            continue
        if len(unpacked) > limits.MAX_HTML_BYTES:
            raise too_large
        return unpacked
    return content
