from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg import repair as module
from kg.repair import is_word, repair, split_glued

CLEAN = [
    "Trust promotes cooperation between local governments.",
    "In 2013, 5 cities (of 12) spent $10,000 on e.g. parks; see http://example.org/a_b?c=d.",
    "Tiebout, Feiock and Perkmann wrote on euroregions, polycentricity and glocalisation.",
    "Intermunicipal, supranational and interjurisdictional bodies decentralise reterritorialized statehood.",
    "Königswinter, the Städtenetz and the Île-de-France are names.",
    'The "new" regionalism is well-known: U.S. cities follow it.',
    "A rise of .5 percent ... was enough.",
    "behavioral neighborhoods analyzed labor",
    "2013 was a good year. I think so.",
    "",
]


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert repair(text).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ﬁscal eﬀort, o\u00adver\u200bsight", "fiscal effort, oversight"),
        ("the mayors\u2019 \u201cpact\u201d\u00a0here", 'the mayors\' "pact" here'),
        ("trust，which is high。It helps", "trust, which is high. It helps"),
        ("the cities（and towns）agree；so：parks、roads", "the cities (and towns) agree; so: parks, roads"),
        ("the envi-\nronmental policy", "the environmental policy"),
        ("a cost-\nbenefit study", "a cost-benefit study"),
        ("long- \n  term plans", "long-term plans"),
        ("one line\nand the next \n one", "one line and the next one"),
        ("**Bold**, *slanted* and _underlined_", "Bold, slanted and underlined"),
        ("trust [12] and growth [3, 4] and parks [5-7,9].", "trust and growth and parks."),
        ("# A heading", "A heading"),
        ("1. Build a fund", "Build a fund"),
        ("2、Build a fund", "Build a fund"),
        ("（3）Build a fund", "Build a fund"),
        ("(iv) Build a fund", "Build a fund"),
        ("b) Build a fund", "Build a fund"),
        ("• Build a fund", "Build a fund"),
        ("- Build a fund", "Build a fund"),
        ("cities ,towns ; villages .", "cities, towns; villages."),
        ("It ended.The cities met,then parted.", "It ended. The cities met, then parted."),
        ("governments'cooperation", "governments' cooperation"),
        ('a so-called"new" park', 'a so-called "new" park'),
        ("localgovernment funds", "local government funds"),
        ("they promotedevelopment", "they promote development"),
        ("the effectof neighborhoodcooperation", "the effect of neighborhood cooperation"),
    ],
)
def test_noise_is_mended(text: str, expected: str) -> None:
    assert " ".join(repair(text).text.split()) == expected


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("localgovernment", ("local", "government")),
        ("regionaleconomicintegration", ("regional", "economic", "integration")),
        ("behaviorof", ("behavior", "of")),
        ("euroregion", ()),
        ("intermunicipal", ()),
        ("governance", ()),
        ("perkmann", ()),
        ("xqzvwkj", ()),
    ],
)
def test_split_glued(token: str, expected: tuple[str, ...]) -> None:
    assert split_glued(token) == expected


@pytest.mark.parametrize(
    ("token", "expected"),
    [("city", True), ("transboundary", True), ("labor", True), ("localgovernment", False), ("zzyzx", False)],
)
def test_is_word(token: str, expected: bool) -> None:
    assert is_word(token) is expected


@pytest.mark.parametrize(
    ("text", "part", "source"),
    [
        ("x promotedevelopment y", "development", "development"),
        ("the envi-\nronmental law", "environmental", "envi-\nronmental"),
        ("a ﬁscal pact", "fiscal", "ﬁscal"),
        ("parks，roads。Then", "roads", "roads"),
        ("parks，roads。Then", "roads.", "roads。"),
        ("1. **Build** a fund", "Build a", "Build** a"),
    ],
)
def test_spans_lead_back_to_the_text_as_read(text: str, part: str, source: str) -> None:
    mended = repair(text)
    at = mended.text.index(part)
    start, end = mended.original(at, at + len(part))
    assert text[start:end] == source


def test_offsets_count_from_the_start_of_the_document() -> None:
    before, text = "Title\n\n", "（1）they promotedevelopment"
    mended = repair(text, len(before))
    at = mended.text.index("promote")
    start, end = mended.original(at, at + len("promote"))
    assert (before + text)[start:end] == "promote"


NOISE = [
    "ﬁ",
    "，",
    "。",
    "（",
    "）",
    "\u00ad",
    "-\n",
    "\n",
    " ",
    "**",
    "[12]",
    "1. ",
    "'",
    '"',
    ".",
    "The",
    "localgovernment",
]


@given(st.lists(st.one_of(st.sampled_from(NOISE), st.text(max_size=4))).map("".join), st.integers(0, 9))
@example("\n", 0)
@example("\u00ad", 3)
def test_any_text_can_be_mended_and_traced(text: str, offset: int) -> None:
    mended = repair(text, offset)
    assert len(mended.origin) == len(mended.text)
    assert list(mended.origin) == sorted(mended.origin)
    assert all(offset <= place < offset + len(text) for place in mended.origin)
    for place, character in zip(mended.origin, mended.text, strict=True):
        if character.isalnum() and text[place - offset].isascii():
            assert text[place - offset] == character


@given(st.lists(st.sampled_from([*NOISE, "trust", "helps", "cities"])).map("".join))
def test_no_fix_loses_a_letter(text: str) -> None:
    def letters(some: str) -> str:
        return "".join(c for c in some.replace("ﬁ", "fi") if c.isalpha())

    assert letters(repair(text).text) == letters(text)


def test_every_fix_gives_edits_in_order() -> None:
    text = "（1）Envi-\nronment ,**localgovernment** and ﬁsh.The end [1]"
    for fix in module.FIXES:
        edits = list(fix(text))
        ends = [0, *(end for _, end, _ in edits)]
        assert all(before <= start <= end for before, (start, end, _) in zip(ends, edits, strict=False))
