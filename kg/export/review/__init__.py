"""A draft of a literature review: what works claim of mechanisms, obstacles and theories, with quotes and references.

Selection --subjects--> Subjects --content--> Draft --kg.export.drafts--> bytes
"""

from __future__ import annotations

from pathlib import Path

from kg.export import write_atomic
from kg.export.drafts import check, rendered
from kg.export.review.content import Plan, review
from kg.export.selection import Selection

__all__ = ["Plan", "review", "write_review"]

_PLAN = Plan()


def write_review(selection: Selection, path: Path, plan: Plan = _PLAN) -> tuple[Path, ...]:
    """Write a draft of a literature review, in the form that the suffix of the file names.

    Args:
        selection: what is reviewed.
        path: a file ending in ``.md``, ``.docx``, ``.tex`` or ``.html``.
        plan: how much of it, in which citation style.

    Returns:
        The files written.

    Raises:
        KgError: the suffix is unknown, no claim is about a mechanism, obstacle or theory, or the place cannot be
            written.
    """
    check(path)
    write_atomic(path, rendered(review(selection, plan), path))
    return (path,)
