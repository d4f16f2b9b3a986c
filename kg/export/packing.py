"""Records as columns, so that a page of many thousand things stays small.

records -> columns -> JSON -> records again, by ``unpack`` of the page's script
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def packed(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Records that share their keys as one column a key; values that come often stand in a table once.

    Returns:
        ``count`` and ``columns``: a column is the list of its values, or ``table`` (the distinct
        values, in the order they are met) and ``at`` (their places in it).
    """
    keys = sorted(records[0]) if records else []
    return {"count": len(records), "columns": {key: _column([record[key] for record in records]) for key in keys}}


def _column(values: Sequence[Any]) -> Any:
    texts = [json.dumps(value, sort_keys=True) for value in values]
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    if 2 * len(places) > len(texts):
        return values
    return {"table": [json.loads(text) for text in places], "at": [places[text] for text in texts]}
