"""Linked claims to propositions with their support."""

from __future__ import annotations

from collections.abc import Iterable

from kg.assemble.belief import belief
from kg.assemble.merge import merge
from kg.model import LinkedClaim, Proposition


def assemble(claims: Iterable[LinkedClaim]) -> list[Proposition]:
    """The propositions of all claims, with belief; needs all claims at once."""
    return merge(claims, belief)
