"""Searches find what is meant, in a fixed order, whatever is written."""

from __future__ import annotations

import pytest

from kg.index import Hit, Index
from kg.index.folding import folded, marked, words
from kg.index.search import SHARES

pytest_plugins = ("fixtures_store", "index_fixtures")


def first(index: Index, text: str, kind: str = "") -> Hit:
    """The best hit."""
    found = index.search(text, kind)
    assert found, text
    return found[0]


@pytest.mark.parametrize(
    ("text", "label", "matched"),
    [
        ("local protectionism", "local protectionism", ""),
        ("  LOCAL   Protectionism ", "local protectionism", ""),
        ("local-protectionism", "local protectionism", ""),
        ("lócal prötectionism", "local protectionism", ""),
        ("benefit sharing", "benefit-sharing mechanism", "benefit sharing"),
        ("地方保护主义", "local protectionism", "地方保护主义"),
        ("river pact", "river pact scheme", ""),
        ("protectionism local", "local protectionism", ""),
        ("trust mayors", "trust between mayors", ""),
        ("trust between may", "trust between mayors", ""),
    ],
)
def test_a_thing_is_found_by_its_names(index: Index, text: str, label: str, matched: str) -> None:
    hit = first(index, text, "thing")
    assert (hit.kind, hit.label, hit.matched, hit.exact) == ("thing", label, matched, True)
    assert hit.snippet == hit.label
    assert hit.type


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("local protectionsm", "local protectionism"),
        ("locla protectionism", "local protectionism"),
        ("protecionism lokal", "local protectionism"),
        ("intergovermental coperation", "intergovernmental cooperation"),
        ("benifit sharing mechanism", "benefit-sharing mechanism"),
        ("transacton cost", "transaction cost"),
        ("riverpact scheme", "river pact scheme"),
        ("mayors trsut", "trust between mayors"),
    ],
)
def test_a_thing_is_found_though_it_is_misspelt(index: Index, text: str, label: str) -> None:
    found = index.search(text, "thing")
    assert label in [hit.label for hit in found[:3]]
    assert not next(hit for hit in found if hit.label == label).exact


def test_the_label_comes_before_other_names_and_beginnings(index: Index) -> None:
    found = index.search("economic growth", "thing", 50)
    assert found[0].label == "economic growth"
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    ties = [(-hit.score, -hit.claims, folded(hit.label)) for hit in found]
    assert ties == sorted(ties)


def test_an_iri_is_found_once(index: Index) -> None:
    for text in ("cooperation", "local", "river pacts", "tax"):
        iris = [hit.iri for hit in index.search(text, limit=100)]
        assert len(iris) == len(set(iris))


def test_a_work_is_found_by_title_author_and_year(index: Index) -> None:
    for text in ("River pacts", "Chen", "chen 2003", "2003 river"):
        hit = first(index, text, "work")
        assert (hit.label, hit.claims) == ("Chen (2003). River pacts", 2)
    assert "\ue000River\ue001" in first(index, "river pacts", "work").snippet


def test_a_claim_is_found_by_words_of_its_sentence(index: Index) -> None:
    hit = first(index, "mayors promotes", "claim")
    claim = index.claim(hit.iri)
    assert claim is not None
    assert claim.row.quote == hit.label
    assert "\ue000mayors\ue001 \ue000promotes\ue001" in hit.snippet
    assert hit.claims == 1


def test_a_rejected_claim_is_not_found(index: Index, judged_index: Index) -> None:
    text = "benefit sharing reduces local protectionism"
    assert index.search(text, "claim")
    assert not judged_index.search(text, "claim")


def test_scholars_are_found(scholarly: Index) -> None:
    assert first(scholarly, "janeba", "scholar").label == "Janeba"
    assert {hit.kind for hit in scholarly.search("schjelderup", "scholar")} == {"scholar"}
    assert first(scholarly, "Schelderup", "scholar").exact is False


def test_kinds_come_in_their_order(scholarly: Index) -> None:
    kinds = [hit.kind for hit in scholarly.search("economic growth", limit=40)]
    assert kinds == sorted(kinds, key=list(SHARES).index)
    assert {"thing", "claim"} <= set(kinds)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 20])
@pytest.mark.parametrize("kind", ["", *SHARES])
def test_no_more_than_the_limit_is_found(index: Index, kind: str, limit: int) -> None:
    found = index.search("co", kind, limit)
    assert len(found) <= limit
    assert all(kind in ("", hit.kind) for hit in found)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_of_nothing(index: Index, limit: int) -> None:
    assert index.search("cooperation", "", limit) == ()


HOSTILE = [
    '"', '""', "'", '"a', 'a" OR "b', "NEAR(a b)", "NEAR(", "a NOT b", "AND", "OR", "NOT", "a AND", "*", "a*", "*a",
    "^a",
    "-", "-a", "a - b", "text:a", "name_words:x", "{text}:a", "a + b", "(", ")", "((((", "a)", "\\", "%", "_", "a_b",
    "%%%",
    ";", "a; DROP TABLE name", "' OR 1=1 --", "\x00", "a\x00b", "\ud800", "a\udfffb", "\ue000", "\ue000a\ue001",
    "\u202e",
    "\u0301", "e\u0301", "ﬁ", "ß", "İ", "🙂", "a" * 100_000, "a " * 50_000, '"' * 10_000, "环" * 5_000, "\n\t", "…",
    "১২",
    "the", "of the", "of", "a", "١٩٨٤", "한국", "とうきょう", "\U0010ffff",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", ["", "claim"])
def test_any_text_is_searched_for_without_an_error(index: Index, text: str, kind: str) -> None:
    for hit in index.search(text, kind):
        assert hit.label


@pytest.mark.parametrize("text", ["", " ", "***", '"" - :', "\x00", "\ud800", "🙂"])
def test_a_text_without_words_finds_nothing(index: Index, text: str) -> None:
    assert index.search(text) == ()


@pytest.mark.parametrize("kind", ["things", "Thing", "x' OR '1'='1"])
def test_an_unknown_kind_finds_nothing(index: Index, kind: str) -> None:
    assert index.search("cooperation", kind) == ()


def test_nonsense_finds_nothing(index: Index) -> None:
    assert index.search("xqzvk wpqjz") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Évora's River-Pacts", ("evora", "s", "river", "pacts")),
        ("地方保护 act", ("地", "方", "保", "护", "act")),
        ("e\u0301cole ÉCOLE", ("ecole", "ecole")),
        ("a_b", ("a", "b")),
        ("ﬁscal Straße", ("fiscal", "strasse")),
        ("한국", ("한", "국")),
        ("?!", ()),
    ],
)
def test_words(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "found", "beginning", "expected"),
    [
        ("River pacts help.", {"river"}, "", "[River] pacts help."),
        ("River pacts help.", {"help"}, "pac", "River [pacts] [help]."),
        ("E\u0301cole", {"ecole"}, "", "[E\u0301cole]"),
        ("nothing", {"river"}, "", "nothing"),
        ("a \ue000mark\ue001 of its own", {"own"}, "", "a  mark  of its [own]"),
        ("地方保护", {"方"}, "", "地[方]保护"),
        ("", {"a"}, "", ""),
    ],
)
def test_what_was_found_is_marked(text: str, found: set[str], beginning: str, expected: str) -> None:
    assert marked(text, found, beginning).replace("\ue000", "[").replace("\ue001", "]") == expected


@pytest.mark.parametrize("place", [0, 5, 60, 200, 500, 995])
@pytest.mark.parametrize("spaces", [True, False])
def test_a_long_text_is_cut_around_what_was_found(place: int, spaces: bool) -> None:
    filler = "x " * 2000 if spaces else "。" * 4000
    text = f"{filler[:place]} river {filler[: 1000 - place]}"
    piece = marked(text, {"river"})
    assert "\ue000river\ue001" in piece
    assert len(piece) <= 300
    assert piece.strip("…").replace("\ue000", "").replace("\ue001", "") in text
