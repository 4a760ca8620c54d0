"""Crawls: the pages of a WARC file."""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from fastwarc.stream_io import ChunkedReader
from fastwarc.warc import ArchiveIterator, WarcRecordType

from analysis.corpus import limits
from analysis.corpus.raw import RawPage, Unusable, rejected
from analysis.corpus.sources import Options

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


def read_warc(name: str, file: BinaryIO, options: Options) -> Iterator[RawPage]:
    """Read the pages of a crawl: what a server answered with status 200 and a type of HTML or plain text.

    Pictures, redirects, errors, and what the crawler asked or noted, are no pages. The number of a page is that of its
    record among all records of the file.
    """
    records = ArchiveIterator(
        _Forwards(file),
        record_types=WarcRecordType.any_type,
        parse_http=True,
        auto_decode="none",
        stream_detect=False,
        max_header_len=limits.MAX_WARC_HEADER_BYTES,
    )
    for number, record in enumerate(records, start=1):
        if not _is_page(record):
            continue
        page, url = f"{name}#{number}", (record.headers.get("WARC-Target-URI") or "").strip("<> ")
        content = record.reader.read(limits.MAX_HTML_BYTES + 1)
        try:
            content = _decode(content, record.http_headers)
        except Unusable as error:
            yield rejected(page, len(content), *error.problem)
            continue
        kind = "text" if _type(record) == "text/plain" else "html"
        yield RawPage(page, kind, content, len(content), url=url or None, site=options.site)


class _Forwards:
    """A stream that cannot be read backwards but says where it is, which FastWARC asks for."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.position = file, 0

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.position += len(data)
        return data

    def tell(self) -> int:
        return self.position

    def close(self) -> None:
        self.file.close()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if (offset, whence) != (0, io.SEEK_CUR):
            raise io.UnsupportedOperation("seek")
        return self.position


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
