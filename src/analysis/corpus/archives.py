"""Compressed files and archives, unpacked a piece at a time and never onto the disk.

A name inside an archive is only a name: nothing is ever written where it points.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from analysis.corpus import limits
from analysis.corpus.raw import RawPage, Unusable, in_words, rejected

try:
    from compression import zstd  # type: ignore[import-not-found, unused-ignore]
except ImportError:  # before Python 3.14
    from backports import zstd

OPENERS: dict[str, Any] = {"gz": gzip.GzipFile, "bz2": bz2.BZ2File, "xz": lzma.LZMAFile, "zst": zstd.ZstdFile}
COMPRESSIONS = tuple(OPENERS)
ARCHIVES = ("zip", "tar")
# a document of an office program is a zip file as well
DOCUMENTS = ("[Content_Types].xml", "mimetype")
TAR_HEADERS = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)
WORKBOOK = "xl/workbook.xml"
GZIP, GZIP_WINDOW, LONGEST_GZIP_HEADER = b"\x1f\x8b\x08", 31, 512
RECORD, BROKEN = b"WARC/1.", b"\r\nbroken\r\n"

Member = tuple[str, BinaryIO, int]


class Budget:
    """How many bytes one raw file may still unpack to, with all that is packed in it.

    Parameters
    ----------
    size : int
        Of the raw file.

    Examples
    --------
    >>> Budget(1_000).left == limits.MAX_UNPACKED_BYTES
    True
    """

    def __init__(self, size: int) -> None:
        self.most = max(limits.MAX_UNPACKED_BYTES, limits.MAX_UNPACKED_RATIO * size)
        self.left = self.most

    def spend(self, size: int) -> None:
        """Take so many bytes from it.

        Raises
        ------
        Unusable
            With the reason ``too_large`` if it holds less.

        Examples
        --------
        >>> budget = Budget(1_000)
        >>> budget.spend(4_000)
        >>> budget.most - budget.left
        4000
        """
        self.left -= size
        if self.left < 0:
            detail = f"unpacks to more than {self.most:,} bytes, as decompression bombs do; unpack it to use it"
            raise Unusable("too_large", detail)


class _Counted(io.RawIOBase):
    """A stream whose bytes are taken from a budget. It can only be read forwards."""

    def __init__(self, source: Any, budget: Budget) -> None:
        self.source, self.budget = source, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.source.read(len(buffer))
        self.budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


def counted(source: Any, budget: Budget) -> BinaryIO:
    """A buffered stream whose bytes are taken from a budget.

    Examples
    --------
    >>> counted(io.BytesIO(b"text"), Budget(4)).read()
    b'text'
    """
    return io.BufferedReader(_Counted(source, budget), limits.HEAD_BYTES)


class _CrawlMembers(io.RawIOBase):
    """What a ``.warc.gz`` holds, whose records are compressed one by one: behind a broken one it goes on.

    Where one breaks off stand a few bytes that are no record of a crawl, so that its reader sees it.
    """

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.packed, self.held, self.ready, self.lost = source, b"", b"", b"", False
        self.member = zlib.decompressobj(GZIP_WINDOW)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.ready and (self.packed or self._fill()):
            if not self.lost or self._find_member():
                self.ready = self._unpack()
        data, self.ready = self.ready[: len(buffer)], self.ready[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def _fill(self) -> bool:
        more = self.source.read(limits.HEAD_BYTES)
        self.packed += more
        return bool(more)

    def _unpack(self) -> bytes:
        try:
            # the end is held back until the checksum behind it is known
            data = self.held + self.member.decompress(self.packed, limits.HEAD_BYTES)
        except zlib.error:
            self.packed, self.held, self.lost = self.packed[1:], b"", True
            return BROKEN
        if not self.member.eof:
            self.packed, self.held = self.member.unconsumed_tail, data[-len(BROKEN) :]
            return data[: -len(BROKEN)]
        self.packed, self.held = self.member.unused_data.lstrip(b"\0"), b""
        self.member = zlib.decompressobj(GZIP_WINDOW)
        return data

    def _find_member(self) -> bool:
        """Go on to where what is unpacked begins with a record."""
        start = self.packed.find(GZIP)
        if start < 0:
            # its mark may be cut in two
            self.packed = self.packed[1 - len(GZIP) :]
            if not self._fill():
                self.packed = b""
            return False
        self.packed = self.packed[start:]
        if len(self.packed) < LONGEST_GZIP_HEADER:
            self._fill()
        try:
            begun = zlib.decompressobj(GZIP_WINDOW).decompress(self.packed[:LONGEST_GZIP_HEADER], len(RECORD))
            found = begun == RECORD
        except zlib.error:
            found = False
        self.member = zlib.decompressobj(GZIP_WINDOW)
        self.lost, self.packed = not found, self.packed[0 if found else 1 :]
        return found


def decompress(kind: str, file: BinaryIO, budget: Budget, crawl: bool = False) -> BinaryIO:
    """What a compressed file holds; of a crawl also what stands behind a broken record.

    Examples
    --------
    >>> decompress("gz", io.BytesIO(gzip.compress(b"text")), Budget(4)).read()
    b'text'
    """
    if kind == "gz" and crawl:
        return counted(_CrawlMembers(file), budget)
    opener = OPENERS[kind]
    return counted(opener(fileobj=file, mode="rb") if kind == "gz" else opener(file, mode="rb"), budget)


def in_any_order(file: BinaryIO, budget: Budget) -> BinaryIO:
    """A file that can be read in any order: itself, or a temporary copy of a stream.

    Examples
    --------
    >>> end, start = os.pipe()
    >>> _ = os.write(start, b"text"), os.close(start)
    >>> with open(end, "rb") as stream:
    ...     copy = in_any_order(stream, Budget(4))
    >>> copy.seek(2), copy.read()
    (2, b'xt')
    """
    if file.seekable():
        return file
    copy = tempfile.SpooledTemporaryFile(limits.IN_MEMORY_BYTES)  # noqa: SIM115
    shutil.copyfileobj(counted(file, budget), copy, limits.HEAD_BYTES)
    copy.seek(0)
    return copy  # type: ignore[return-value]


def members(kind: str, name: str, file: BinaryIO, budget: Budget) -> Iterator[Member | RawPage]:
    """Yield the files of an archive: name, stream, size; and a raw page with a problem for each that cannot be read.

    A stream has to be read before the next is asked for.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> with zipfile.ZipFile(file, "w") as archive:
    ...     archive.writestr("2024/page.txt", "text")
    ...     archive.writestr("../page.txt", "text")
    >>> inside, outside = members("zip", "pages.zip", file, Budget(file.tell()))
    >>> inside[0], outside.problem[0]
    ('pages.zip/2024/page.txt', 'outside')
    """
    seen: Counter[str] = Counter()
    for number, member in enumerate((_zip if kind == "zip" else _tar)(name, file, budget)):
        if number >= limits.MAX_ENTRIES:
            raise Unusable("too_large", f"more than {limits.MAX_ENTRIES:,} files; unpack it to use it")
        # an archive may hold two files of one name
        page = member.page if isinstance(member, RawPage) else member[0]
        seen[page] += 1
        unique = page if seen[page] == 1 else f"{page} ({seen[page]})"
        yield rejected(unique, member.bytes, *member.problem) if isinstance(member, RawPage) and member.problem else (
            unique, *member[1:],  # type: ignore[index]
        )  # fmt: skip


def member_name(archive: str, name: str) -> str | None:
    """The name of an archive's file among the pages; None if it leads out of the archive.

    Examples
    --------
    >>> member_name("a.zip", "./b/c.txt"), member_name("a.zip", "b/../../c.txt"), member_name("a.zip", "/etc/passwd")
    ('a.zip/b/c.txt', None, None)
    """
    name = "".join(letter if letter.isprintable() else "\ufffd" for letter in name.replace("\\", "/"))
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return None
    return f"{archive}/{path}"


def _outside(archive: str, name: str, size: int) -> RawPage:
    safe = "".join(letter if letter.isprintable() else "\ufffd" for letter in name[:200])
    return rejected(
        f"{archive}/{safe}", size, "outside", "a name or link that leads out of the archive; it was not followed"
    )


# --- zip -------------------------------------------------------------------------------------------------------------


def is_document(file: BinaryIO) -> str | None:
    """Whether a zip file is a «workbook» or another «document» of an office program.

    Raises
    ------
    Unusable
        If its list of contents is too large to be read.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> with zipfile.ZipFile(file, "w") as archive:
    ...     archive.writestr("xl/workbook.xml", "<workbook/>")
    >>> is_document(file)
    'workbook'
    """
    _check_directory(file)
    with zipfile.ZipFile(file) as archive:
        names = {entry.filename for entry in archive.infolist()[:100]}
    if WORKBOOK in names:
        return "workbook"
    return "document" if names.intersection(DOCUMENTS) else None


def _check_directory(file: BinaryIO) -> None:
    """The list of contents is read as a whole: of many million entries it would fill the memory."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - limits.HEAD_BYTES - 22, 0))
    tail = file.read()
    file.seek(0)
    end = tail.rfind(b"PK\x05\x06")
    directory = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if directory == 0xFFFFFFFF and (large := tail.rfind(b"PK\x06\x06", 0, end)) >= 0:
        directory = int.from_bytes(tail[large + 40 : large + 48], "little")
    if directory > limits.MAX_ZIP_DIRECTORY_BYTES:
        raise Unusable("too_large", f"a list of contents of {directory:,} bytes; unpack it to use it")


def _zip(archive: str, file: BinaryIO, budget: Budget) -> Iterator[Member | RawPage]:
    with zipfile.ZipFile(file) as opened:
        for entry in opened.infolist():
            if entry.is_dir():
                continue
            name = member_name(archive, entry.filename)
            if name is None or stat.S_ISLNK(entry.external_attr >> 16):
                yield _outside(archive, entry.filename, entry.file_size)
            elif entry.flag_bits & 1:
                yield rejected(name, entry.file_size, "unsupported", "a file under a password; unpack it to use it")
            else:
                try:
                    with opened.open(entry) as stream:
                        yield name, counted(stream, budget), entry.file_size
                except Exception as error:
                    yield rejected(name, entry.file_size, "malformed", f"cannot be unpacked: {in_words(error)}")


# --- tar -------------------------------------------------------------------------------------------------------------


class _Entry(tarfile.TarInfo):
    """An entry whose further header, such as a long name, is no longer than the limit: it is read as a whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Any:
        entry = super().frombuf(buf, encoding, errors)
        if entry.type in TAR_HEADERS and entry.size > limits.MAX_TAR_HEADER_BYTES:
            raise Unusable("too_large", f"a header of {entry.size:,} bytes; unpack it to use it")
        return entry


def _tar(archive: str, file: BinaryIO, budget: Budget) -> Iterator[Member | RawPage]:
    # a stream is read forwards only
    with tarfile.open(fileobj=file, mode="r|", tarinfo=_Entry, errors="replace") as opened:
        while (entry := opened.next()) is not None:
            opened.members.clear()  # type: ignore[attr-defined]
            name = member_name(archive, entry.name)
            link = entry.issym() or entry.islnk()
            beside = PurePosixPath(entry.name).parent if entry.issym() else PurePosixPath()
            if entry.isdir() or (link and member_name(archive, os.path.normpath(beside / entry.linkname))):
                continue  # what a link within the archive leads to is read at its own place
            if name is None or link:
                yield _outside(archive, entry.name, entry.size)
            elif not entry.isfile():
                yield rejected(name, entry.size, "unsupported", "a device or pipe, not a file")
            elif (stream := opened.extractfile(entry)) is not None:
                yield name, counted(stream, budget), entry.size
