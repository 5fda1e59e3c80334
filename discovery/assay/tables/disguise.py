"""What a file is by its first bytes, whatever its name says."""

import codecs
import re
from typing import NamedTuple


class Disguise(NamedTuple):
    """A kind of file that its name hides."""

    what: str
    remedy: str


ZIP = Disguise("an Excel workbook or a zip archive", "name it .xlsx, or unpack it")
MAGIC = (
    (re.compile(rb"PK\x03\x04"), ZIP),
    (
        re.compile(rb"\xd0\xcf\x11\xe0"),
        Disguise(
            "an Excel workbook of an old format or with a password",
            "open it in Excel and save it without a password, as .xlsx or .csv",
        ),
    ),
    (re.compile(rb"\x1f\x8b\x08"), Disguise("a gzip archive", "add .gz to its name")),
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), Disguise("a bzip2 archive", "add .bz2 to its name")),
    (re.compile(rb"PAR1"), Disguise("a Parquet file", "name it .parquet")),
    (re.compile(rb"%PDF-"), Disguise("a PDF document", "export the table itself as .csv or .xlsx")),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE),
        Disguise("a web page", "open it in Excel and save it as .xlsx or .csv, or export the table again"),
    ),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml", re.IGNORECASE),
        Disguise("an XML document", "open it in Excel and save it as .xlsx or .csv"),
    ),
)

MARKS = (  # UTF-32 first: its little-endian mark starts like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROL = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\x1a\x1b"))
"""Bytes that text does not hold."""


def disguise(head: bytes) -> Disguise | None:
    """The kind of a file that can be told by its first bytes; None for text, and for kinds not listed in MAGIC."""
    return next((kind for pattern, kind in MAGIC if pattern.match(head)), None)


def wide_encoding(head: bytes) -> str:
    """utf-16, utf-16-le, utf-16-be or utf-32, by the byte-order mark, or by every second byte being NUL; or empty."""
    marked = next((name for mark, name in MARKS if head.startswith(mark)), "")
    first, second = head[::2], head[1::2]
    if marked or len(second) < 2:
        return marked
    nuls = first.count(0) / len(first), second.count(0) / len(second)
    if max(nuls) > 0.5 and min(nuls) < 0.1:
        return "utf-16-le" if nuls[1] > nuls[0] else "utf-16-be"
    return ""


def is_binary(head: bytes) -> bool:
    """Whether more than a tenth of the bytes are control characters; a stray one costs a text only its row."""
    return 10 * (len(head) - len(head.translate(None, CONTROL))) > len(head)
