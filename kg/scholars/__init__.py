"""Whom claims are credited to: forms of names read and resolved to nodes.

    form "Feiock et al. (2013)" -> Holder -> Node

Precision first: without evidence a surname stays a node of its own work, so that two people called Wang never meet.
Pure functions and look-ups; no answer depends on the order of works or claims.
"""

from __future__ import annotations

from kg.scholars.census import Census, Part, asked
from kg.scholars.cited import Cited, entry, references
from kg.scholars.holders import Holder, Kind, names
from kg.scholars.known import People, Work, work
from kg.scholars.nodes import Node, labels, plainness, spelt
from kg.scholars.persons import Name, agree, fold, person
from kg.scholars.resolve import Scholars

__all__ = [
    "Census",
    "Cited",
    "Holder",
    "Kind",
    "Name",
    "Node",
    "Part",
    "People",
    "Scholars",
    "Work",
    "agree",
    "asked",
    "entry",
    "fold",
    "labels",
    "names",
    "person",
    "plainness",
    "references",
    "spelt",
    "work",
]
