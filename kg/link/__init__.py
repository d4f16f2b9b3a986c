"""Mentions to entities of the graph."""

from kg.link.linker import Linker, link

__all__ = ["Linker", "link"]
