"""Texts of documents in Markdown notes: nothing in them links, tags, embeds or runs; and names of files for notes.

Obsidian reads a front matter whose values are JSON, which is YAML too.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

from kg.export.flat import line
from kg.model import digest

_MARKS = re.compile(r"([\\`*_\[\]<>#|$^]|=(?==)|~(?=~)|%(?=%)|:(?=:)|&(?=#?\w+;))")
"""Marks that would make a link, a tag, emphasis, mathematics, a comment, a field or an element of HTML."""
_LONGEST = 90
"""Characters of a file name, without its suffix; with those of other alphabets still below 255 bytes."""
_LETTERS = 200
"""Bytes of a file name, without its suffix."""
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|index)(\..*)?", re.IGNORECASE)
_UNFIT = re.compile(r"[^\w ,.;()'&+\-]")


def plain(text: str) -> str:
    """A text of a document in one line, with every mark of Markdown, Obsidian and HTML taken as it is."""
    return _MARKS.sub(r"\\\1", line(text))


def front_matter(values: Mapping[str, object]) -> str:
    """The head of a note; empty values are left out."""
    lines = (f"{key}: {_yaml(value)}\n" for key, value in values.items() if value not in ("", None, [], ()))
    return "---\n" + "".join(lines) + "---\n"


def link(folder: str, name: str, shown: str) -> str:
    """A link to a note, shown as a text that can neither end it nor be cut by it."""
    return f"[[{folder}/{name}|{_in_link(shown)}]]"


def file_names(labels: Mapping[str, str]) -> dict[str, str]:
    """A name of a file, without suffix, for each key; labels that differ in case or accents' form alone get a digest.

    A name depends on the labels that are like it, not on the order of the keys.
    """
    names = {key: _file_name(label) for key, label in labels.items()}
    alike = Counter(_folded(name) for name in names.values())
    return {
        key: name if name and alike[_folded(name)] == 1 else f"{name} {digest(key)[:8]}".strip()
        for key, name in names.items()
    }


def _file_name(label: str) -> str:
    """A label with only such characters as every file system and link takes; empty where nothing is left."""
    fit = _UNFIT.sub(" ", unicodedata.normalize("NFC", line(label)).replace("_", " "))
    short = " ".join(fit.split())[:_LONGEST].encode()[:_LETTERS].decode(errors="ignore").strip(" .")
    return f"{short} note" if _DEVICES.fullmatch(short) else short


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKD", name).casefold()


def _in_link(text: str) -> str:
    return " ".join(re.sub(r"[\[\]|\\<>`#^%]", " ", line(text)).split()) or "-"


def _yaml(value: object) -> str:
    if isinstance(value, str):
        # Obsidian follows links in properties too.
        return json.dumps(line(value).replace("[[", "[ ["), ensure_ascii=False)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    return json.dumps(value)
