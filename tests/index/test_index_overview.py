"""What pages ask of a whole index."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.index import Index, Wanted, ensure
from kg.index.overview import ORDERS, STRUCTURE

pytest_plugins = ["fixtures_store"]


@pytest.fixture(scope="module")
def index(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the store of the six documents."""
    copy = Path(shutil.copytree(store, tmp_path_factory.mktemp("overview") / "kg"))
    found = Index(ensure(copy))
    yield found
    found.close()


def test_every_name_is_of_a_thing_that_has_it(index: Index) -> None:
    names = list(index.overview.names())
    assert len(names) > 1000
    for name in names[::97]:
        assert (name.text, name.kind) in {(known.text, known.kind) for known in index.names(name.iri)}


def test_citations_lead_to_their_works(index: Index) -> None:
    assert index.overview.citations() == {work.citation: work.iri for work in index.works()}


def test_some_claims(index: Index) -> None:
    claims = index.claims(limit=100)
    assert index.overview.these(claim.row.claim for claim in claims[::2]) == claims[::2]
    assert index.overview.these(["https://nowhere.org/x"]) == ()


def test_the_best_supported_claims_come_first(index: Index) -> None:
    [first] = {claim.proposition for claim in index.overview.strongest(Wanted(), 2)}
    found = index.proposition(first)
    assert found is not None
    assert found.supporting == 2
    assert index.overview.strongest(Wanted(), 0) == ()


def test_ends_are_among_things_or_touch_them(index: Index) -> None:
    thing = index.things(limit=1)[0].iri
    touching = index.overview.strongest(Wanted(), 100, touching=[thing])
    assert {claim.row.claim for claim in touching} == {
        claim.row.claim for claim in index.claims(Wanted(thing=thing)) if not claim.row.speaks_of_work
    }
    assert all(
        {claim.row.head, claim.row.tail} == {thing} for claim in index.overview.strongest(Wanted(), 9, among=[thing])
    )


def test_pairs_are_the_claims_that_join_two_things_or_their_kinds(index: Index) -> None:
    things = [thing.iri for thing in index.things(limit=30)]
    pairs = index.overview.pairs(things, things)
    assert pairs
    for one in things:
        for other in things:
            wanted = Wanted(thing=one, other=other, kinds=True)
            claims = [claim.row for claim in index.claims(wanted) if claim.row.relation not in STRUCTURE]
            joined = pairs.get((one, other))
            if one != other:
                assert (joined.claims if joined else 0) == len(claims)
                assert (joined.works if joined else 0) == len({row.work for row in claims})


@pytest.mark.parametrize("order", ORDERS)
def test_works_in_every_order(index: Index, order: str) -> None:
    works = index.overview.works(order, None, 100, 0)
    assert {work.iri for work in works} == {work.iri for work in index.works()}
    assert index.overview.works(order, None, 2, 2) == works[2:4]


def test_works_of_a_year(index: Index) -> None:
    years = index.overview.years()
    assert sum(years.values()) == 6
    for year, count in years.items():
        assert {work.year for work in index.overview.works("author", year, 10, 0)} == {year}
        assert len(index.overview.works("author", year, 10, 0)) == count


def test_places_are_those_of_claims_and_works(index: Index) -> None:
    claims = {claim.row.claim: claim for claim in index.claims(limit=1000)}
    for iri, place, studied in index.overview.places():
        assert place == claims[iri].row.place
        assert place or studied
