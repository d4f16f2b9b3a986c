from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg import repair as module
from kg.repair import repair
from kg.repair.words import is_word, split_glued

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
        ("inthe long run andthis", "in the long run and this"),
        ("Clustergovernance and LOCALGOVERNMENT", "Cluster governance and LOCAL GOVERNMENT"),
        ("cross-regionalemergency plans", "cross-regional emergency plans"),
        ("inter-regional coop eration of govern ments", "inter-regional cooperation of governments"),
        ("inter governmental and trans regional bodies", "inter-governmental and trans-regional bodies"),
        ("the citiesâ€™ cafÃ© â€“ a pact", "the cities' café – a pact"),
        ("it can\ufffdt be the city\ufffds", "it can't be the city's"),
        ("Cooke &amp; Leydesdorff&nbsp;agree &lt; 5 &amp;quot;x&amp;quot;", 'Cooke & Leydesdorff agree < 5 "x"'),
        ("Sta\u0308dte and ＧＤＰ", "Städte and GDP"),
        ("Lipsey (1957)“ zone ”(or area )", 'Lipsey (1957) "zone" (or area)'),
        ("a“ white paper ”As a plan", 'a "white paper" As a plan'),
        ('the topic"public goods"is', 'the topic "public goods" is'),
        ("zero Useful+1", ""),
        ("Page 3 of 9\nTrust helps the cities.", "Trust helps the cities."),
        ("see [the pact](https://example.org/p) and [[Union|the union]]", "see the pact and the union"),
        ("<jats:p>Trust <i>helps</i>.</jats:p>", "Trust helps."),
        ("trust[1], growth¹² and roads.3 The parks [citation needed]", "trust, growth and roads. The parks"),
        ("the plan.1. The core plan.2. Higher levels", "the plan. The core plan. Higher levels"),
        ("the region ( RTA )。 In all", "the region (RTA). In all"),
        ("in the area )At first the theory(TCE)", "in the area) At first the theory (TCE)"),
        ("since2009 and in 2010the end", "since 2009 and in 2010 the end"),
        ("the region.the paper finds;the end", "the region. the paper finds; the end"),
        ("China'slocal bodies ofChina", "China's local bodies of China"),
        ("ResultsThe cities met", "Results The cities met"),
        ("of the economy However, trust fell", "of the economy. However, trust fell"),
        ("Market economy yes Rule of law", "Market economy is Rule of law"),
    ],
)
def test_noise_is_mended(text: str, expected: str) -> None:
    assert " ".join(repair(text).text.split()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "policy And form exclusiveness The process, including Preferential trade arrangement free trade area "
                "common market Economic Union And complete integration"
            ),
            (
                "policy and form exclusiveness the process, including preferential trade arrangement free trade area "
                "common market Economic Union and complete integration"
            ),
        ),
        (
            "later the states Of the region, when Belgium And Luxembourg form Economic alliance",
            "later the states of the region, when Belgium and Luxembourg form economic alliance",
        ),
        ("the system Is the main force of Political stability", "the system is the main force of political stability"),
        (
            "these roads And paths lead from the Ministry of Finance to other houses",
            "these roads and paths lead from the Ministry of Finance to other houses",
        ),
        ("the judges And their clerks sat in The Hague", "the judges and their clerks sat in The Hague"),
        ("a pact Of towns in Japan Has come to group A towns", "a pact of towns in Japan has come to group A towns"),
    ],
)
def test_capitals_of_links_are_lowered(text: str, expected: str) -> None:
    assert repair(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "Study On The Benefit-sharing Mechanism In The Local Governments Cooperation",
        "The theory of Regional integration is old.",
        "He wrote on the Constitution and the Senate of the United States.",
        "The Shanghai Cooperation Organisation and the Organization of American States met in The Hague.",
        "Hillman, Goldsmith and Rosenbloom wrote on autoregressive, geopolitical and cardiorespiratory models.",
        "Wellbeing, datasets, lockdowns, laboratories and coronavirus rainforests matter; so does herbivory.",
        "The p value of group A was 2.5 (see Table 3, Fig. 2a), [t]he end.",
        "URLs such as https://doi.org/10.1016/j.foreco.2014.01.024 and www.sciencedirect.com stay.",
        'He said "yes" and "no". A 5" pipe.',
        "iPhone, PubMed, McKinsey and eBay; state(s), (re)production and city(s) vs. inter alia.",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert repair(text).text == text


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
    " Of ",
    " the Political system ",
    "“ ",
    " ”",
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
        read = text[place - offset]
        if character.isalnum() and read.isalnum() and read.isascii():
            base = unicodedata.normalize("NFKD", character)[0]
            assert read.casefold() == base.casefold()


@given(st.lists(st.sampled_from([*NOISE, "trust", "helps", "cities"])).map("".join))
def test_no_fix_loses_a_letter(text: str) -> None:
    def letters(some: str) -> str:
        return "".join(c for c in some.replace("ﬁ", "fi").lower() if c.isalpha())

    assert letters(repair(text).text) == letters(text)


def test_every_fix_gives_edits_in_order() -> None:
    text = "（1）Envi-\nronment ,**localgovernment** and ﬁsh.The end [1]"
    for fix in module.FIXES:
        edits = list(fix(text))
        ends = [0, *(end for _, end, _ in edits)]
        assert all(before <= start <= end for before, (start, end, _) in zip(ends, edits, strict=False))


GLUED = [
    line.split("\t") for line in Path(__file__).with_name("data").joinpath("glued.tsv").read_text("utf-8").splitlines()
]
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are no part of the repository")
def test_glued_words_of_the_seeds_are_split() -> None:
    right = 0
    for seed, glued, expected in GLUED:
        text = next(SEEDS.glob(f"{seed}_*.txt")).read_text(encoding="utf-8-sig")
        at = text.index(glued)
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        mended = repair(text[start : end if end > 0 else len(text)], start)
        places = zip(mended.text, mended.origin, strict=True)
        found = "".join(character for character, place in places if at <= place < at + len(glued))
        right += found.strip().casefold() == expected.casefold()
    assert right >= 0.95 * len(GLUED)
