"""What people hold of claims: decisions kept in a log, made in sheets, found again after a new reading.

rows -> sheet -> decisions -> log -> (attach) decisions -> status of claims, agreement, lines of the graph

Sheets are written in ``kg.curate.sheets`` and read in ``kg.curate.reading``, which load spreadsheet libraries.
"""

from __future__ import annotations

from kg.curate.attach import Attachment, anchor, anchors, attach, linked_anchor
from kg.curate.effect import Agreement, Conflict, Status, agreement, apply, conflicts
from kg.curate.log import Change, append, changes, current, difference, dump, latest, line, load, rank, told
from kg.curate.quads import curator_iri, decision_iri, decision_quads, status_quads
from kg.curate.records import Anchor, CurationError, Decision, Edit, Reason, Verdict

__all__ = [
    "Agreement",
    "Anchor",
    "Attachment",
    "Change",
    "Conflict",
    "CurationError",
    "Decision",
    "Edit",
    "Reason",
    "Status",
    "Verdict",
    "agreement",
    "anchor",
    "anchors",
    "append",
    "apply",
    "attach",
    "changes",
    "conflicts",
    "curator_iri",
    "current",
    "decision_iri",
    "decision_quads",
    "difference",
    "dump",
    "latest",
    "line",
    "linked_anchor",
    "load",
    "rank",
    "status_quads",
    "told",
]
