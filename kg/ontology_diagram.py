"""The two drawings of the ontology page, as SVG: how a claim is built, and what the relations join.

They are 360 units wide, so that their letters stay readable on a telephone. Every name in them leads to the
term of that name on the page, which also holds the marker ``tip`` and the style.
"""

from __future__ import annotations

from html import escape

from kg.model import EntityType, Modality, Polarity, Relation

_WIDTH = 360
_LINE = 17  # from one line of text to the next
_SEPARATOR = " · "

BANDS = {
    "Scholarship": (EntityType.WORK, EntityType.SCHOLAR, EntityType.THEORY, EntityType.METHOD),
    "Actors and places": (EntityType.GOVERNMENT, EntityType.BODY, EntityType.REGION),
    "Arrangements": (EntityType.AGREEMENT, EntityType.MECHANISM),
    "Matters": (EntityType.ISSUE, EntityType.OBSTACLE, EntityType.FACTOR, EntityType.OUTCOME),
}
"""The entity types from top to bottom of the drawing."""

WITHIN = {
    "Scholarship": (Relation.USES_THEORY, Relation.USES_METHOD, Relation.PROPOSED_BY),
    "Actors and places": (Relation.COOPERATES_WITH, Relation.COMPETES_WITH, Relation.DIRECTS),
}
"""Relations that mostly join types of one band."""

BETWEEN = {
    ("Scholarship", "Actors and places"): (Relation.STUDIES, Relation.EXPLAINS, Relation.RECOMMENDS),
    ("Actors and places", "Arrangements"): (Relation.PARTICIPATES_IN, Relation.ESTABLISHES),
    ("Arrangements", "Actors and places"): (Relation.APPLIES_TO,),
    ("Arrangements", "Matters"): (Relation.ADDRESSES,),
}
"""Relations that mostly lead from one band to the next."""

EVERYWHERE = (
    *(Relation.HINDERS, Relation.CAUSES, Relation.PROMOTES, Relation.REQUIRES),
    *(Relation.HAS_PART, Relation.IS_A, Relation.LOCATED_IN),
)
"""Relations between things of nearly any types."""


def claim_model() -> str:
    """A claim with its work, holder, evidence and proposition, on one example."""
    held = [f"polarity: {_SEPARATOR.join(Polarity)}", f"modality: {_SEPARATOR.join(Modality)}"]
    parts = [
        _box(8, 8, 150, ["Work", "a thesis"], "Work"),
        _box(202, 8, 150, ["Scholar or Work", "whose view it is"], "Scholar"),
        _arrow(83, 122, 83, 58, "inWork"),
        _arrow(277, 122, 277, 58, "attributedTo"),
        _box(8, 122, 344, ["Claim", *held], "Claim", strong=True),
        _arrow(83, 189, 83, 253, "evidence"),
        _arrow(277, 189, 277, 253, "states"),
        _box(8, 253, 150, ["Evidence", "“Trust promotes", "cooperation.”"], "evidence"),
        _box(202, 253, 150, ["Proposition", "one for all works", "that state or deny it"], "Proposition", strong=True),
    ]
    ends = [("trust", "Factor", "head"), ("promotes", "a relation", "relation"), ("cooperation", "Outcome", "tail")]
    for number, (thing, kind, end) in enumerate(ends):
        x = 8 + 120 * number
        parts.append(_arrow(277, 320, x + 52, 392, end))
        parts.append(_box(x, 392, 104, [thing, kind], "promotes" if end == "relation" else kind))
    return _svg(450, "claim-model", "How a claim is built", parts)


def relation_map() -> str:
    """The entity types in four bands, with the relations within and between them."""
    parts, top, places = [], 8, dict[str, tuple[int, int]]()
    for title, types in BANDS.items():
        inner = _names(WITHIN.get(title, ()))
        height = 74 + (_LINE if inner else 0)
        places[title] = (top, top + height)
        parts += _band(title, types, inner, top, height)
        top += height + 46
    parts += [_between(pair, places) for pair in BETWEEN]
    lines = [_names(EVERYWHERE[:4]), _names(EVERYWHERE[4:])]
    parts += [_text(_WIDTH // 2, top - 24, "Between things of nearly any types", "small")]
    parts += [_text(_WIDTH // 2, top - 24 + _LINE * (n + 1), line, "name") for n, line in enumerate(lines)]
    return _svg(top + 2 * _LINE - 12, "relation-map", "What the relations join", parts)


def _band(title: str, types: tuple[EntityType, ...], inner: str, top: int, height: int) -> list[str]:
    width = (_WIDTH - 24 - 8 * (len(types) - 1)) // len(types)
    parts = [f'<rect class="band" x="4" y="{top}" width="{_WIDTH - 8}" height="{height}" rx="8"/>']
    parts.append(_text(14, top + 19, escape(title), "small start"))
    parts += [_box(12 + (width + 8) * n, top + 30, width, [t], t) for n, t in enumerate(types)]
    return [*parts, _text(_WIDTH // 2, top + height - 10, inner, "name")] if inner else parts


def _between(pair: tuple[str, str], places: dict[str, tuple[int, int]]) -> str:
    (start, end), names = pair, _names(BETWEEN[pair])
    downwards = places[start][0] < places[end][0]
    x = 60 if downwards else 290
    y1, y2 = (places[start][1], places[end][0]) if downwards else (places[start][0], places[end][1])
    return _line(x, y1, x, y2) + _text(x + 8, (y1 + y2) // 2 + 4, names, "name start halo")


def _names(relations: tuple[Relation, ...]) -> str:
    return _SEPARATOR.join(_link(r, r) for r in relations)


def _box(x: int, y: int, width: int, lines: list[str], name: str, *, strong: bool = False) -> str:
    height = _LINE * len(lines) + 16
    shown = [_text(x + width // 2, y + 21 + _LINE * n, escape(t), "small") for n, t in enumerate(lines) if n]
    shape = f'<rect class="box{" strong" if strong else ""}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>'
    title = _text(x + width // 2, y + 21, escape(lines[0]), "title")
    return f'<a href="#{escape(name)}">{shape}{title}{"".join(shown)}</a>'


def _arrow(x1: int, y1: int, x2: int, y2: int, name: str) -> str:
    x, y = (x1 + x2) // 2, (y1 + y2) // 2 + 4
    return _line(x1, y1, x2, y2) + _text(x, y, _link(name, name), "name halo")


def _line(x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<line class="arrow" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" marker-end="url(#tip)"/>'


def _text(x: int, y: int, content: str, style: str) -> str:
    return f'<text class="{style}" x="{x}" y="{y}">{content}</text>'


def _link(text: str, name: str) -> str:
    return f'<a href="#{escape(name)}">{escape(text)}</a>'


def _svg(height: int, name: str, title: str, parts: list[str]) -> str:
    head = f'<svg viewBox="0 0 {_WIDTH} {height}" aria-labelledby="{name}-title">'
    return "\n".join([head, f'<title id="{name}-title">{title}</title>', *parts, "</svg>"])
