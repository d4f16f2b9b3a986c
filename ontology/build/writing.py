"""Turtle in the form of the hand-written files: one concept a block, properties in one order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from letters import slug

_PREFIXES = """\
@prefix igr: <https://w3id.org/igr/ontology#> .
@prefix c: <https://w3id.org/igr/concept/> .
@prefix scheme: <https://w3id.org/igr/scheme/> .
@prefix e: <https://w3id.org/igr/entity/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""


@dataclass(frozen=True)
class Government:
    """A government as it is written: labels, texts, local names of its level and place, source."""

    label: str
    others: tuple[str, ...]
    chinese: str
    definition: str
    example: str
    level: str
    place: str
    source: str


def write(file: Path, header: str, governments: Iterable[Government]) -> int:
    """Write a file; how many concepts it holds."""
    blocks = [_block(g) for g in governments]
    comment = "".join(f"# {line}\n" for line in header.splitlines())
    file.write_text(f"{comment}\n{_PREFIXES}\n" + "\n\n".join(blocks) + "\n", "utf-8")
    return len(blocks)


def _block(g: Government) -> str:
    lines = [
        "skos:inScheme scheme:actors",
        f"skos:prefLabel {_text(g.label)}",
        *([f"skos:altLabel {' , '.join(_text(o) for o in g.others)}"] if g.others else []),
        *([f"skos:prefLabel {_text(g.chinese, 'zh')}"] if g.chinese else []),
        f"skos:definition {_text(g.definition)}",
        f"skos:example {_text(g.example)}",
        f"igr:level c:{g.level}",
        f"igr:locatedIn e:{g.place}",
        f"dcterms:source {_text(g.source, '')}",
    ]
    return f"e:{slug(g.label)} a skos:Concept , igr:Government ;\n    " + " ;\n    ".join(lines) + " ."


def _text(text: str, language: str = "en") -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"' + (f"@{language}" if language else "")
