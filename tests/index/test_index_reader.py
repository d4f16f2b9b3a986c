"""What the index answers is what the graph says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from index_fixtures import CHEN, INTEGRATION, PROTECTIONISM, SHARING

from kg.claimrow import ClaimRow
from kg.claimtable import claim_rows
from kg.index import Index, Name, Tally, Wanted, ensure
from kg.model import StoreError
from kg.reports import rejected_rows
from kg.store import Store
from kg.terms import BASE, ONTOLOGY

pytest_plugins = ("fixtures_store", "index_fixtures")

ALL = 1000


def test_the_rows_are_those_of_the_claim_table(judged: Path, judged_index: Index) -> None:
    with Store.open(judged) as store:
        assert [claim.row for claim in judged_index.claims(limit=ALL)] == list(claim_rows(store))


def test_rejected_claims_are_given_only_where_they_are_wanted(judged: Path, judged_index: Index) -> None:
    with Store.open(judged) as store:
        rejected = [ClaimRow.from_mapping(row) for row in rejected_rows(store)]
    found = [claim for claim in judged_index.claims(Wanted(rejected=True), ALL) if not claim.counts]
    assert {claim.row for claim in found} == set(rejected)
    assert {claim.proposition for claim in found} == {""}
    assert all(claim.evidence and claim.holder for claim in found)
    assert judged_index.counts()["rejected"] == len(rejected) == 3
    assert not {row.claim for row in rejected} & {claim.row.claim for claim in judged_index.claims(limit=ALL)}
    assert judged_index.claim(rejected[0].claim) in found


def test_claims_are_in_reading_order(judged_index: Index) -> None:
    places = [(claim.row.doc, int(claim.row.start)) for claim in judged_index.claims(Wanted(rejected=True), ALL)]
    assert places == sorted(places)


def test_pages_of_a_list_make_the_list(judged_index: Index) -> None:
    whole = judged_index.claims(limit=ALL)
    pages = [judged_index.claims(limit=5, offset=start) for start in range(0, len(whole), 5)]
    assert tuple(claim for page in pages for claim in page) == whole


WANTED: dict[str, tuple[Wanted, Callable[[ClaimRow], bool]]] = {
    "thing": (Wanted(thing=PROTECTIONISM), lambda row: PROTECTIONISM in (row.head, row.tail)),
    "head": (Wanted(head=PROTECTIONISM), lambda row: row.head == PROTECTIONISM),
    "tail": (Wanted(tail=PROTECTIONISM), lambda row: row.tail == PROTECTIONISM),
    "head and tail": (
        Wanted(head=PROTECTIONISM, tail=INTEGRATION),
        lambda row: (row.head, row.tail) == (PROTECTIONISM, INTEGRATION),
    ),
    "work": (Wanted(work=CHEN), lambda row: row.work == CHEN),
    "holder": (Wanted(holder=CHEN), lambda row: row.work == CHEN),
    "relation": (Wanted(relation="hinders"), lambda row: row.relation == "hinders"),
    "polarity": (Wanted(polarity="negative"), lambda row: row.polarity == "negative"),
    "modality": (Wanted(modality="hypothetical"), lambda row: row.modality == "hypothetical"),
    "all": (Wanted(), lambda row: True),
    "nothing": (Wanted(thing="x' OR '1'='1"), lambda row: False),
    "no relation": (Wanted(relation="hinders' OR 1 --"), lambda row: False),
    "half a character": (Wanted(head="\ud800"), lambda row: False),
}


@pytest.mark.parametrize(("wanted", "meets"), WANTED.values(), ids=WANTED)
@pytest.mark.parametrize("rejected", [False, True])
def test_wanted_claims(judged_index: Index, wanted: Wanted, meets: Callable[[ClaimRow], bool], rejected: bool) -> None:
    every = judged_index.claims(Wanted(rejected=rejected), ALL)
    expected = tuple(claim for claim in every if meets(claim.row))
    wanted = replace(wanted, rejected=rejected)
    assert judged_index.claims(wanted, ALL) == expected
    assert judged_index.count(wanted) == len(expected)
    assert sum(count for _, count in judged_index.relations(wanted)) == len(expected)
    assert sum(count for _, count in judged_index.years(wanted)) == sum(bool(c.row.year) for c in expected)


def test_claims_by_proposition_and_sentence(index: Index) -> None:
    for claim in index.claims(limit=ALL):
        assert claim in index.claims(Wanted(proposition=claim.proposition))
        assert claim in index.claims(Wanted(evidence=claim.evidence))
        proposition = index.proposition(claim.proposition)
        assert proposition is not None
        assert (proposition.head, proposition.relation, proposition.tail) == (
            claim.row.head,
            claim.row.relation,
            claim.row.tail,
        )
        assert proposition.head_label == claim.row.head_label
        assert 0 <= proposition.low <= proposition.belief <= proposition.high <= 1


def test_counts_and_lists_agree(judged_index: Index) -> None:
    counts = judged_index.counts()
    assert counts["claims"] == judged_index.count(Wanted())
    assert counts["things"] == len(judged_index.things(limit=ALL)) == sum(judged_index.types().values())
    assert counts["works"] == len(judged_index.works(ALL)) == 6
    assert counts["disagreements"] == len(judged_index.disagreements(limit=ALL))
    assert counts["disagreements"] == sum(count for _, count in judged_index.disagreement_kinds())


def test_a_thing_counts_the_claims_that_count(index: Index, judged_index: Index) -> None:
    before, after = index.thing(SHARING), judged_index.thing(SHARING)
    assert before is not None
    assert after is not None
    assert (before.label, before.type, before.local) == ("benefit-sharing mechanism", "Mechanism", False)
    assert before.definition
    assert ((before.claims, before.works), (after.claims, after.works)) == ((2, 2), (1, 1))


def test_things_come_by_claims_and_by_type(index: Index) -> None:
    things = index.things(limit=ALL)
    assert [(-thing.claims, thing.label) for thing in things] == sorted(
        (-thing.claims, thing.label) for thing in things
    )
    for type, count in index.types().items():
        assert index.things(type, ALL) == tuple(thing for thing in things if thing.type == type)
        assert len(index.things(type, ALL)) == count
    assert index.things("Nonsense") == ()


def test_a_thing_that_only_texts_name(index: Index) -> None:
    thing = index.thing(f"{BASE}local/pact-river-scheme")
    assert thing is not None
    assert (thing.label, thing.local, thing.claims, thing.works) == ("river pact scheme", True, 2, 2)


def test_a_thing_that_nobody_speaks_of(index: Index) -> None:
    thing = index.thing(f"{BASE}entity/algeria")
    assert thing is not None
    assert (thing.label, thing.level, thing.claims) == ("Algeria", "national", 0)
    assert thing not in index.things(limit=ALL)


def test_names_of_a_thing(index: Index) -> None:
    names = index.names(PROTECTIONISM)
    assert names[0] == Name("local protectionism", "preferred")
    assert any(name.kind == "preferred" and not name.text.isascii() for name in names)
    assert "alternative" in {name.kind for name in names}
    assert index.names(CHEN) == ()


def test_broader_and_narrower_are_two_ways_of_one_tie(index: Index) -> None:
    for broader in index.broader(INTEGRATION):
        assert INTEGRATION in {thing.iri for thing in index.narrower(broader.iri)}
    assert index.broader(INTEGRATION)


def test_tallies_of_a_thing(index: Index) -> None:
    assert index.tallies(f"{BASE}local/pact-river-scheme") == (Tally("promotes", "head", 1, 1, 0, 0, 2),)
    assert index.tallies(SHARING) == (
        Tally("addresses", "head", 1, 0, 0, 0, 1),
        Tally("hinders", "tail", 0, 0, 0, 1, 1),
    )
    assert index.tallies(f"{BASE}concept/joint-office")[0].recommend == 1


def test_neighbours_of_a_thing_are_no_works(index: Index) -> None:
    found = index.neighbours(PROTECTIONISM)
    assert [(n.thing.label, n.claims, n.works, n.relations) for n in found] == [
        ("regional economic integration", 2, 2, ("hinders",)),
        ("benefit-sharing mechanism", 1, 1, ("addresses",)),
    ]
    assert index.neighbours(PROTECTIONISM, 1) == found[:1]
    assert [n.thing.label for n in index.neighbours(f"{BASE}concept/joint-office")] == ["governments"]


def test_labels(index: Index) -> None:
    wanted = {
        PROTECTIONISM: "local protectionism",
        CHEN: "Chen (2003). River pacts",
        f"{BASE}work/adams-2001": "adams-2001",
        f"{ONTOLOGY}isA": "is a",
        f"{ONTOLOGY}Mechanism": "mechanism",
        f"{ONTOLOGY}disputeScopeDifference": "scope difference",
    }
    assert index.labels([*wanted, "https://example.org/unknown", "\ud800", ""]) == wanted
    assert list(index.labels(reversed(wanted))) == list(reversed(wanted))
    assert len(index.labels(f"{BASE}entity/{n}" for n in range(5000))) == 0


def test_a_work(scholarly: Index) -> None:
    work = scholarly.works()[0]
    assert (work.doc, work.year, work.claims, work.sentences) == ("roe-2011", "2011", 2, 2)
    assert work.authors == ("Müller, Ann", "Ben Roe", "Cy Poe")
    assert work.places == ("Norway",)
    assert scholarly.labels([work.iri]) == {work.iri: "Müller et al. (2011). Who says what"}


def test_scholars_hold_the_claims_that_are_credited_to_them(scholarly: Index) -> None:
    scholars = scholarly.scholars()
    assert [scholar.claims for scholar in scholars] == [1, 1]
    assert scholarly.counts()["scholars"] == 2
    for scholar in scholars:
        (claim,) = scholarly.claims(Wanted(holder=scholar.iri))
        assert claim.row.attributed_to == scholar.label
        assert scholar in scholarly.scholars_of(claim.row.head)
        assert scholar in scholarly.scholars_of(claim.proposition)
    team = next(scholar for scholar in scholars if scholar.members)
    assert len(team.members) == 2
    member = scholarly.scholar(team.members[0])
    assert member is not None
    assert scholarly.scholars_of(member.iri) == (team,)
    assert set(scholarly.labels(team.members)) == set(team.members)
    assert set(scholarly.scholars_of(scholarly.works()[0].iri)) == set(scholars)


def test_disagreements_have_two_sides(judged_index: Index) -> None:
    for found in judged_index.disagreements():
        assert found.kind == "conflict"
        assert judged_index.disagreement(found.iri) == found
        for side in (found.claim_for, found.claim_against, found.proposition_for):
            assert found in judged_index.disputes_of(side)
    assert judged_index.disagreements("conflict", 1, 1) == judged_index.disagreements()[1:]
    assert judged_index.disagreements("denied") == ()


UNKNOWN = ["", "https://example.org/x", "'; DROP TABLE claim; --", "\x00", "\ud800", "é" * 10_000]


@pytest.mark.parametrize("iri", UNKNOWN, ids=range(len(UNKNOWN)))
def test_what_is_unknown_is_nothing(index: Index, iri: str) -> None:
    one = (index.thing, index.claim, index.proposition, index.work, index.scholar, index.disagreement)
    assert {find(iri) for find in one} == {None}
    many = (index.names, index.broader, index.narrower, index.tallies, index.neighbours, index.scholars_of)
    assert {find(iri) for find in many} == {()}
    assert index.disputes_of(iri) == ()


@pytest.mark.parametrize(("limit", "offset"), [(0, 0), (-5, 0), (5, 1 << 70), (1 << 70, 1 << 70)])
def test_pages_beyond_the_list_are_empty(index: Index, limit: int, offset: int) -> None:
    for listed in (index.things, index.works, index.scholars, index.claims, index.disagreements):
        assert listed(limit=limit, offset=offset) == ()


def test_a_negative_offset_is_the_beginning(index: Index) -> None:
    assert index.works(3, -7) == index.works(3)


def test_many_threads_read_at_once(store: Path) -> None:
    index = Index(ensure(store))
    expected = index.claims(), index.counts(), index.search("protectionism")
    barrier = threading.Barrier(8)

    def read(_: int) -> bool:
        barrier.wait(30)
        return all((index.claims(), index.counts(), index.search("protectionism")) == expected for _ in range(10))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(8)))
    index.close()
    with pytest.raises(StoreError):
        index.counts()


def test_an_index_that_is_damaged_while_it_is_read_says_so(own_store: Path) -> None:
    made = ensure(own_store)
    index = Index(made)
    made.write_bytes(b"\xee" * made.stat().st_size)
    with ThreadPoolExecutor(1) as other, pytest.raises(StoreError, match="cannot be read"):
        other.submit(index.counts).result()
    index.close()
