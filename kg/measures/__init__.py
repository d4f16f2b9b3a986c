"""Measures of networks, tables and series, each held against a null model; they know nothing of claims.

Inputs are networkx graphs, numpy arrays and plain mappings; results are frozen records in a fixed order. A result
depends on the input and the seed only, never on the order of the input. Where the data are too small, or the null
model has no room, ``p`` is None and ``reason`` says why.
"""
