"""Mentions to entities of the graph."""

from kg.link.context import Context
from kg.link.linker import Linker, link

__all__ = ["Context", "Linker", "link"]
