"""Documents to read: one model of headings, paragraphs, quotes, lists, tables and references, and a renderer a form.

Draft --markdown | word | latex | html--> bytes
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg.export.drafts import html, latex, markdown, word
from kg.export.drafts.model import Draft
from kg.model import KgError

FORMS: dict[str, Callable[[Draft], bytes]] = {
    ".md": markdown.render,
    ".docx": word.render,
    ".tex": latex.render,
    ".html": html.render,
}
"""The renderer of each form, by the suffix of the file."""


def rendered(draft: Draft, path: Path) -> bytes:
    """A draft in the form that the suffix of a file names.

    Raises:
        KgError: the suffix is none of ``FORMS``.
    """
    check(path)
    return FORMS[path.suffix.lower()](draft)


def check(path: Path) -> None:
    """Raise an error if a draft cannot be written in the form that the suffix of a file names.

    Raises:
        KgError: the suffix is none of ``FORMS``.
    """
    if path.suffix.lower() not in FORMS:
        raise KgError(f"cannot write {path}: a draft is written as {', '.join(FORMS)}; end the name with one of them")
