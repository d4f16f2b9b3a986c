"""Sentences as windows of word pieces: every word once, the context before it, spans and pairs that may be read."""

from __future__ import annotations

import itertools
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from kg.extract import windows
from kg.extract.windows import CONTEXT, REFERENCE, THIS_WORK, Spot

WORDS = ["trust", "Länder", "co-operation", "(2003)", ",", "中国", "e-government"]
TOLD = {"Aid", "Trust", "Law", "growth"}
SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join), max_size=12)


@pytest.fixture(scope="module")
def pieces() -> Tokenizer:
    return windows.tokenizer(files("kg.extract") / "data" / "model" / "tokenizer.json")  # type: ignore[arg-type]


@given(sentences=SENTENCES)
def test_every_word_is_a_windows_own_once(sentences: list[str], pieces: Tokenizer) -> None:
    made = list(windows.windows(sentences, pieces))
    own = [(w.sentence, w.start, w.end) for window in made for w in window.words if w.sentence >= window.own]
    assert own == [(i, *span) for i, s in enumerate(sentences) for span in windows.words(s)]


@given(sentences=SENTENCES)
def test_context_is_short_and_stands_before(sentences: list[str], pieces: Tokenizer) -> None:
    for window in windows.windows(sentences, pieces):
        assert {w.sentence for w in window.words if w.sentence < window.own} <= set(
            range(window.own - CONTEXT, window.own)
        )
        assert all(0 < w.first <= w.last < len(window.pieces) for w in window.words)
        assert all(a.last < b.first for a, b in itertools.pairwise(window.words))


def test_reading_begins_where_it_is_told(pieces: Tokenizer) -> None:
    only = list(windows.windows(["Trust helps.", "Free riding hinders trust."], pieces, own=1))
    assert [w.own for w in only] == [1]
    assert {w.sentence for w in only[0].words} == {0, 1}


def test_candidates_stay_in_their_sentence(pieces: Tokenizer) -> None:
    (window,) = windows.windows(["Trust helps.", "It does."], pieces)
    spans = windows.candidates(window)
    assert len(spans) == 3 + 2 + 1 + 3 + 2 + 1
    assert all(window.words[a].sentence == window.words[b].sentence for a, b in spans)


@pytest.mark.parametrize(
    ("spots", "kept"),
    [
        ([Spot(0, 2, 1, 0.9), Spot(1, 3, 1, 0.8)], [(0, 2)]),  # crossing
        ([Spot(0, 2, 1, 0.8), Spot(0, 2, 2, 0.9)], [(0, 2)]),  # the same span
        ([Spot(0, 2, 1, 0.8), Spot(1, 2, 1, 0.9)], [(1, 2)]),  # nested, one type, about one length
        ([Spot(0, 4, 1, 0.8), Spot(3, 4, 2, 0.9)], [(3, 4), (0, 4)]),  # nested, another type
        ([Spot(0, 5, 1, 0.8), Spot(4, 5, 1, 0.9)], [(4, 5), (0, 5)]),  # nested, much shorter
    ],
)
def test_of_spots_in_one_anothers_way_the_surest_stays(spots: list[Spot], kept: list[tuple[int, int]]) -> None:
    assert [(s.first, s.last) for s in windows.choose(spots)] == kept


def test_pairs_reach_back_but_end_in_own_sentences(pieces: Tokenizer) -> None:
    (window,) = windows.windows(["Trust grows.", "It helps cities."], pieces, own=1)
    spots = [Spot(0, 0, 1), Spot(3, 3, 1), Spot(5, 5, 1)]
    assert set(windows.pairs(window, spots)) == {
        (0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1), (THIS_WORK, 1), (THIS_WORK, 2),
    }  # fmt: skip


def test_what_stands_between_two_spans(pieces: Tokenizer) -> None:
    (window,) = windows.windows(["Trust helps big cities."], pieces)
    spots = [Spot(0, 0, 1), Spot(2, 3, 1)]
    forward, backward, whole = (windows.pair_arrays(window, spots, [pair]) for pair in ((0, 1), (1, 0), (THIS_WORK, 0)))
    helps = window.words[1]
    assert (forward.low[0], forward.high[0]) == (helps.first, helps.last + 1) == (backward.low[0], backward.high[0])
    assert forward.distance[0] != backward.distance[0]
    assert (whole.low[0], whole.high[0]) == (window.words[0].first, window.words[-1].last + 1)


def test_words_that_stand_for_things_are_found_in_own_sentences_only(pieces: Tokenizer) -> None:
    sentences = ["It grew.", "Trust helps it and its friends.", "These do."]
    (window,) = windows.windows(sentences, pieces, own=1)
    found = windows.referring(window, sentences)
    told = [sentences[w.sentence][w.start : w.end] for w in (window.words[s.first] for s in found)]
    assert told == ["it", "its", "These"]
    assert {s.type for s in found} == {REFERENCE}


def test_a_word_joins_things_of_its_sentence_and_stands_for_those_before(pieces: Tokenizer) -> None:
    sentences = ["Aid.", "Trust.", "Law.", "It helps growth."]
    (window,) = windows.windows(sentences, pieces)
    things = [Spot(i, i, 1) for i, w in enumerate(window.words) if sentences[w.sentence][w.start : w.end] in TOLD]
    spots = [*things, *windows.referring(window, sentences)]
    assert windows.referred_pairs(window, spots) == [(4, 1), (4, 2), (4, 3), (3, 4)]
    assert not any(4 in pair for pair in windows.pairs(window, spots))
