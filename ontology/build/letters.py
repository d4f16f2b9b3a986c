"""Letters without accents: pure string work."""

from __future__ import annotations

import re
import unicodedata

_WHOLE = str.maketrans(
    {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ı": "i", "æ": "ae", "œ": "oe", "ə": "a", "Ə": "A"}
)
"""Letters that Unicode does not take apart into a letter and an accent."""


def fold(name: str) -> str:
    """A name in ASCII letters."""
    return _plain(name.translate(_WHOLE))


def slug(label: str) -> str:
    """A label as the last part of an IRI: ASCII, lower case, hyphens; the genitive keeps its s."""
    plain = re.sub(r"'(?=s\b)|(?<=s)'", "", label.lower())
    return re.sub(r"[^a-z0-9]+", "-", _plain(plain)).strip("-")


def loses_letters(name: str) -> bool:
    """Whether the slug of a name would lack some of its letters."""
    return name.translate(_WHOLE) != name


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
