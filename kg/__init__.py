"""A knowledge graph of intergovernmental relations, read from the literature."""

__version__ = "0.1.0"
