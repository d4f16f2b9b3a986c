"""The word lists of names and bodies, read once from ``data/words.json``."""

from __future__ import annotations

import json
from importlib.resources import files

_LISTS: dict[str, str] = json.loads((files("kg.scholars") / "data" / "words.json").read_text(encoding="utf-8"))


def _words(name: str) -> frozenset[str]:
    return frozenset(_LISTS[name].split())


ASIAN = _words("asian")
"""Surnames that may stand before the given name, each borne by many scholars."""
COMMON = ASIAN | _words("common")
"""Surnames that never tell by themselves who is meant."""
PARTICLES = _words("particles")
"""Words that open a surname: "van", "de la"."""
CUES = _words("bodies")
"""Words for a kind of body: "ministry", "university"."""
GENERIC = CUES | _words("generic")
"""Words that many bodies share: a name of these alone stays within its work."""
NO_NAME = _words("no_name")
"""Words before a year that are no author: "March (2009)", "Act (1982)"."""
