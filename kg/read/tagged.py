"""All formats of tagged text."""

from __future__ import annotations

from kg.read import endnote_tagged, medline, refworks, ris, wos
from kg.read.records import Format
from kg.read.ris import fields

__all__ = ["FORMATS", "fields"]

FORMATS: tuple[Format, ...] = (
    *ris.FORMATS,
    *endnote_tagged.FORMATS,
    *refworks.FORMATS,
    *medline.FORMATS,
    *wos.FORMATS,
)
