"""Bytes of a file to text: what they say themselves, UTF-8, or the best guess, which is told."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from kg.read.records import Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; that of UTF-32 begins like that of UTF-16, so it stands first."""

_LATIN = frozenset(
    "cp1250 cp1252 cp1254 cp1257 cp1258 latin_1 iso8859_2 iso8859_3 iso8859_4 iso8859_9 iso8859_10 iso8859_13 "
    "iso8859_14 iso8859_15 iso8859_16 hp_roman8 cp437 cp775 cp850 cp852 cp858 mac_roman mac_latin2 mac_iceland "
    "mac_turkish".split()
)
_LOOKED_AT = 200_000  # bytes from which an encoding is guessed


def decoded(name: str, data: bytes) -> Source:
    """A source with its text; without text where the bytes are binary."""
    encoding = next((found for mark, found in _MARKS if data.startswith(mark)), "")
    if not encoding and b"\0" in data:
        return Source(name, data)
    for tried in filter(None, (encoding, "utf-8", _guess(data) if not _is_text(data, "utf-8") else "")):
        try:
            text = data.decode(tried)
        except (UnicodeDecodeError, LookupError):
            continue
        return Source(name, data, text.replace("\r\n", "\n").replace("\r", "\n"), tried)
    return Source(name, data)


def _is_text(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _guess(data: bytes) -> str:
    found = from_bytes(data[:_LOOKED_AT]).best()
    if found is None or found.encoding in _LATIN:
        # Tables for Latin letters fit each other's bytes; of them only this one is common in exports.
        return "cp1252" if _is_text(data, "cp1252") else "latin-1"
    return found.encoding
