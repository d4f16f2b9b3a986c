"""Records as columns, so that a page of many thousand things stays small.

records -> columns -> JSON -> records again, by ``unpack`` of the page's script
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

_SCALARS = frozenset({str, int, float, bool, type(None)})
_WRITER = json.JSONEncoder(sort_keys=True)


def packed(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Records that share their keys as one column a key; values that come often stand in a table once.

    Returns:
        ``count`` and ``columns``: a column is the list of its values, or ``table`` (the distinct
        values, in the order they are met) and ``at`` (their places in it).
    """
    keys = sorted(records[0]) if records else []
    return {"count": len(records), "columns": {key: _column([record[key] for record in records]) for key in keys}}


def _column(values: Sequence[Any]) -> Any:
    texts = _texts(values)
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    if 2 * len(places) > len(values):
        return values
    firsts = dict(zip(reversed(texts), reversed(values), strict=True))
    return {"table": [firsts[text] for text in places], "at": [places[text] for text in texts]}


def _texts(values: Sequence[Any]) -> list[str]:
    """A text for each value, the same where JSON writes the same; ``repr`` is many times faster than JSON."""
    return list(map(repr if _SCALARS.issuperset(map(type, values)) else _WRITER.encode, values))
