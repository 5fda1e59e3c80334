"""Text files as streams of lines: unpacked, decoded, and refused in one line where they are something else."""

import bz2
import codecs
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import pyarrow as pa

from discovery.assay.tables.disguise import disguise, is_binary, wide_encoding
from discovery.errors import InputError

HEAD = 4096
"""Bytes at the start of a file by which its kind is told."""
LONGEST_LINE = 2**24
"""Characters of a line that are read: the rest of one that never ends, as a small packed file may have, is skipped."""


def _open_zstd(path: Path, _mode: str) -> BinaryIO:
    unpacked: BinaryIO = pa.input_stream(path, compression="zstd")
    return unpacked


OPENERS: dict[str, Callable[[Path, str], Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".zst": _open_zstd}
"""How a compressed file is opened as bytes, by its suffix."""


@contextmanager
def open_text(path: Path, encoding: str = "utf-8") -> Iterator[Iterator[str]]:
    """The file's lines (a byte-order mark is skipped, line ends are kept as they are), unpacked on the fly.

    Of a line longer than LONGEST_LINE the rest is skipped.
    Raises InputError when it cannot be opened, is no text in that encoding, or its compression is broken.
    """
    codec = _codec(encoding, path)
    opener = OPENERS.get(path.suffix.lower(), Path.open)
    try:
        with opener(path, "rb") as raw:
            head = raw.read(HEAD)
        _refuse_other_kinds(path, head, codec)
        encoding = "utf-8-sig" if codec == "utf-8" else codec
        with opener(path, "rb") as raw, TextIOWrapper(raw, encoding=encoding, newline="") as stream:
            yield _lines(stream)
    except UnicodeDecodeError as error:
        raise _undecodable(path, codec, _other_encoding(codec, error)) from error
    except PermissionError as error:
        raise InputError(f"{path} cannot be opened: allow this user to read it") from error
    except (EOFError, zlib.error, OSError) as error:  # bz2 has no error of its own
        told = f"{path} is a damaged {path.suffix} file, or none ({error})"
        raise InputError(f"{told}: copy it again, or take {path.suffix} off its name") from error


def _lines(stream: TextIO) -> Iterator[str]:
    while line := stream.readline(LONGEST_LINE):
        yield line
        while len(line) == LONGEST_LINE and not line.endswith("\n"):
            line = stream.readline(LONGEST_LINE)


def _codec(encoding: str, path: Path) -> str:
    """Python's own name of an encoding; raises InputError for one that does not exist or is not for text."""
    try:
        "".encode(encoding)  # which, unlike a look-up of the name, refuses codecs that are not for text
        codec = codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:  # a ValueError for a NUL in the name
        raise InputError(f"{path}: encoding {encoding!r} is not known: use utf-8, cp1252 or utf-16") from error
    return "utf-8" if codec == "utf-8-sig" else codec


def _refuse_other_kinds(path: Path, head: bytes, codec: str) -> None:
    """Raises InputError where the first bytes of a file show that it is no text in the encoding."""
    if found := disguise(head):
        raise InputError(f"{path} is not text but {found.what}: {found.remedy}")
    wide = wide_encoding(head)
    if codec.startswith(("utf-16", "utf-32")):
        return
    if wide or (codec != "utf-8" and head.startswith(codecs.BOM_UTF8)):
        raise _undecodable(path, codec, wide or "utf-8")
    if is_binary(head):
        raise InputError(f"{path} is not text but a binary file: export the table as .csv or .xlsx")


def _other_encoding(codec: str, error: UnicodeDecodeError) -> str:
    """Encoding that a text probably has which cannot be decoded as `codec`."""
    if codec == "utf-8":
        return "cp1252"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(error.object[error.start :])  # may be cut within a character
    except UnicodeDecodeError:
        return "cp1252" if codec != "cp1252" else "latin-1"
    return "utf-8"


def _undecodable(path: Path, codec: str, likely: str) -> InputError:
    name = codec.upper()
    remedy = f"set encoding to {likely}, which is likely"
    return InputError(f"{path} is not {name} text: {remedy}" + ("" if likely == "utf-8" else ", or save it as UTF-8"))
