"""Rows and decisions that the tests of curation, audit and comparison vary."""

from __future__ import annotations

from dataclasses import replace

from kg.claimrow import ClaimRow
from kg.curate import Decision, Reason, Verdict, anchor

BASE = "https://w3id.org/igr/"
NOON = "2026-11-22T12:00:00Z"

ROW = ClaimRow(
    claim=f"{BASE}claim/0a1b",
    doc="chen-2017",
    work=f"{BASE}work/chen-2017",
    citation="Chen (2017). Sharing.",
    title="Sharing",
    year="2017",
    doi="",
    head=f"{BASE}concept/benefit-sharing",
    head_label="benefit sharing",
    head_type="Mechanism",
    relation="addresses",
    tail=f"{BASE}concept/local-protectionism",
    tail_label="local protectionism",
    tail_type="Obstacle",
    polarity="positive",
    modality="asserted",
    attributed_to="THIS_WORK",
    confidence="0.85",
    rule="address-verb+model",
    quote="Benefit sharing overcomes local protectionism.",
    start="10",
    end="56",
    head_mention="Benefit sharing",
    tail_mention="local protectionism",
    time="",
    place="",
    belief="0.7",
    status="",
    trigger_start="26",
    trigger_end="35",
    head_start="10",
    head_end="25",
    tail_start="36",
    tail_end="55",
)


def row(claim: str = "0a1b", **changed: str) -> ClaimRow:
    """The sample row with another id and other values."""
    return replace(ROW, claim=f"{BASE}claim/{claim}", **changed)


def decision(
    verdict: str = "accept", *, curator: str = "Ann", time: str = NOON, of: ClaimRow = ROW, note: str = ""
) -> Decision:
    """A decision on the claim of a row; what is rejected is so for its boundaries."""
    reason = Reason.BOUNDARIES if verdict == "reject" else None
    claim = of.claim.rpartition("/")[2]
    return Decision(claim, Verdict(verdict), curator, time, anchor(of), reason, note)
