"""How the page draws each type of thing and each relation: never told apart by colour alone."""

from __future__ import annotations

from typing import Any

from kg.model import SYMMETRIC, Modality

TYPES = {
    "Government": ("square", "#1f4e79"),
    "Body": ("diamond", "#2e75b6"),
    "Region": ("hexagon", "#3f88ac"),
    "Agreement": ("dot", "#5566b0"),
    "Mechanism": ("dot", "#00795f"),
    "Obstacle": ("triangle", "#c4450c"),
    "Factor": ("triangleDown", "#a06f00"),
    "Outcome": ("star", "#667a00"),
    "Issue": ("hexagon", "#6b6b6b"),
    "Theory": ("diamond", "#8e3b8a"),
    "Method": ("square", "#b0507f"),
    "Scholar": ("dot", "#8a5a44"),
    "Work": ("square", "#444444"),
}
"""Shape and colour of each type of thing; no two share both."""

FAMILIES = {
    "works for": ("#177d5b", "arrow", ("promotes", "addresses", "establishes", "cooperatesWith", "participatesIn")),
    "works against": ("#c4450c", "bar", ("hinders", "competesWith")),
    "structure": ("#566878", "diamond", ("requires", "hasPart", "isA", "locatedIn", "appliesTo", "directs")),
    "explanation and study": (
        "#7e4794",
        "vee",
        ("causes", "explains", "proposedBy", "studies", "usesTheory", "usesMethod", "recommends"),
    ),
}
"""Families of relations, with the colour and the end of their lines and their members."""

OTHER = "#444444"
"""The colour of what no table names."""

_DASHES: dict[str, list[int] | bool] = {Modality.RECOMMENDED: [9, 5], Modality.HYPOTHETICAL: [2, 5]}
_FAMILY = {relation: family for family, (_, _, relations) in FAMILIES.items() for relation in relations}

RELATIONS = tuple(_FAMILY)
"""Every relation of a family, in the order of the legend."""


def thing_style(kind: str) -> tuple[str, str]:
    """Shape and colour of a type of thing."""
    return TYPES.get(kind, ("dot", OTHER))


def relation_style(relation: str) -> dict[str, str]:
    """Family, colour and line end of a relation."""
    family = _FAMILY.get(relation, "other")
    colour, end, _ = FAMILIES.get(family, (OTHER, "arrow", ()))
    return {"family": family, "colour": colour, "end": end}


def line_style(relation: str, modality: str, *, denied: bool) -> dict[str, Any]:
    """The look of a line, as vis-network takes it: colour, dashes and ends."""
    style = relation_style(relation)
    end = {"enabled": True, "type": style["end"], "scaleFactor": 0.6}
    return {
        "color": style["colour"],
        "dashes": _DASHES.get(modality, False),
        "arrows": {
            "to": end,
            "from": end | {"enabled": relation in SYMMETRIC},
            "middle": {"enabled": denied, "type": "bar", "scaleFactor": 0.7},
        },
    }
