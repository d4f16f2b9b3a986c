"""What pages, the API and search read: one SQLite file for a published graph, made from it and kept beside it.

The graph answers any question, and takes its time; the index answers the few that every page asks, in milliseconds.
"""

from kg.index.build import ensure, found
from kg.index.reader import Index
from kg.index.records import (
    Claim,
    Disagreement,
    Hit,
    Made,
    Name,
    Neighbour,
    Proposition,
    Scholar,
    Tally,
    Thing,
    Wanted,
    Work,
)

__all__ = [
    "Claim",
    "Disagreement",
    "Hit",
    "Index",
    "Made",
    "Name",
    "Neighbour",
    "Proposition",
    "Scholar",
    "Tally",
    "Thing",
    "Wanted",
    "Work",
    "ensure",
    "found",
]
