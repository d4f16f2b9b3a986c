"""Which works are one source for a statement, so that what one of them copied is not counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.assemble.groups import Groups
from kg.assemble.likeness import join_alike
from kg.assemble.names import resolve
from kg.model import THIS_WORK, LinkedClaim


def sources(claims: Sequence[LinkedClaim], authors: Mapping[str, tuple[str, ...]]) -> list[list[LinkedClaim]]:
    """The claims of one statement by independent source, those of the first work first.

    The claims of a work are one source. Two works are one source if both credit the claim to the same scholar, if
    one is by the scholar whom the other credits, or if sentences of theirs are near-identical or lightly reworded;
    and so are two that are each one source with a third.

    Args:
        claims: all of one statement and one polarity.
        authors: work to the authors of its record.
    """
    docs = sorted({c.claim.doc for c in claims})
    if len(docs) < 2:
        return [list(claims)] if claims else []
    groups = Groups()
    _join_by_name(claims, authors, groups)
    _join_by_sentence(claims, groups)
    found: dict[str, list[LinkedClaim]] = {groups.first(doc): [] for doc in docs}
    for claim in claims:
        found[groups.first(claim.claim.doc)].append(claim)
    return [found[doc] for doc in sorted(found)]


def _join_by_name(claims: Sequence[LinkedClaim], authors: Mapping[str, tuple[str, ...]], groups: Groups) -> None:
    credited = {(c.claim.doc, c.claim.attributed_to) for c in claims if c.claim.attributed_to != THIS_WORK}
    if not credited:
        return
    written = {(c.claim.doc, author) for c in claims for author in authors.get(c.claim.doc, ())}
    persons = resolve(form for _, form in credited | written)
    crediting: dict[str, str] = {}
    for doc, form in sorted(credited):
        for person in persons[form]:
            groups.join(crediting.setdefault(person, doc), doc)
    for doc, form in written:
        for person in persons[form] & crediting.keys():
            groups.join(crediting[person], doc)


def _join_by_sentence(claims: Sequence[LinkedClaim], groups: Groups) -> None:
    said: dict[str, str] = {}
    for claim in claims:
        doc = said.setdefault(claim.claim.evidence.text, claim.claim.doc)
        groups.join(doc, claim.claim.doc)
    join_alike(said, groups)
