"""Records for reference managers: the record a work came with and a remark added, or one made of its reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

LEAD = "intergov-kg: "


@dataclass(frozen=True, slots=True)
class Remark:
    """What is added to a record: tags, and a note of one line that begins with ``LEAD``; both may be empty."""

    LEAD: ClassVar[str] = LEAD

    tags: tuple[str, ...] = ()
    note: str = ""
