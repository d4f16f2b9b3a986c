"""Works as CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from kg.export.backing import LEAD, Remark
from kg.export.csl_items import item
from kg.export.selection import Work
from kg.terms import clean

_FORMAT = "csl-json"


def records(works: Iterable[tuple[Work, Remark]]) -> str:
    """A list of items."""
    made = [_added(_own(work) or _anew(work), remark) for work, remark in works]
    return clean(json.dumps(made, ensure_ascii=False, indent=1)) + "\n"


def _own(work: Work) -> dict[str, Any]:
    """The item that a work came with; empty where it came with none."""
    return next(filter(None, map(_item, work.texts_in(_FORMAT))), {})


def _anew(work: Work) -> dict[str, Any]:
    made = item(work.reference, work.doc)
    return {**made, "abstract": work.abstract} if work.abstract else made


def _item(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _added(made: Mapping[str, Any], remark: Remark) -> dict[str, Any]:
    """An item with tags after its own and the note before its own; what an earlier export added is replaced."""
    if not remark.note:
        return dict(made)
    keywords = [part for part in str(made.get("keyword") or "").split(", ") if part]
    notes = [line for line in str(made.get("note") or "").split("\n") if line and not line.startswith(LEAD)]
    keyword = ", ".join([*keywords, *(tag for tag in remark.tags if tag not in keywords)])
    return {**made, "keyword": keyword, "note": "\n".join([remark.note, *notes])}
