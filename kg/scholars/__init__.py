"""Whom claims are credited to: forms of names read and resolved to nodes.

    form "Feiock et al. (2013)" -> Holder -> Node

Precision first: without evidence a surname stays a node of its own work, so that two people called Wang never meet.
Pure functions and look-ups; no answer depends on the order of works or claims.
"""

from __future__ import annotations

from kg.scholars.cited import Cited, entry, references
from kg.scholars.holders import Holder, Kind, names
from kg.scholars.known import Work, work
from kg.scholars.nodes import Node
from kg.scholars.persons import Name, agree, fold, person
from kg.scholars.resolve import Scholars

__all__ = [
    "Cited",
    "Holder",
    "Kind",
    "Name",
    "Node",
    "Scholars",
    "Work",
    "agree",
    "entry",
    "fold",
    "names",
    "person",
    "references",
    "work",
]
