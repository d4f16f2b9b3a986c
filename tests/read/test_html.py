from __future__ import annotations

import contextlib
import time

import pytest

from kg.model import ReadError, Reference, Role
from kg.read import html
from kg.read.decoding import decoded
from kg.read.records import Block, Entry, Source
from kg.read.sections import sectioned

PROSE = (
    "The ministry and the nine provinces signed the river compact after years of talks, "
    "because floods did not stop at borders and no province could pay alone."
)

PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><title>River Compacts | River Studies</title>
<meta name="citation_title" content="River Compacts &amp; Floods">
<meta name="citation_author" content="Lee, Ann"><meta name="citation_author" content="Kim, Bo">
<meta name="citation_publication_date" content="2019/05/02">
<meta name="citation_journal_title" content="River Studies"><meta name="citation_doi" content="10.1000/RS.7">
<meta name="citation_volume" content="4"><meta name="citation_issue" content="2">
<meta name="citation_firstpage" content="12"><meta name="citation_lastpage" content="34">
<meta name="citation_keywords" content="rivers; compacts"><link rel="canonical" href="https://example.org/rs/7">
<style>p {{ color: red }}</style><script>var x = "<p>never</p>";</script></head>
<body class="has-sidebar"><nav><ul><li>Home</li></ul></nav>
<div id="cookie-consent"><p>We use cookies to make this site work better for you.</p></div>
<header><h2>River Studies</h2><p>The journal of all the rivers that flow in the provinces.</p></header>
<main><h1>River Compacts &amp; Floods</h1>
<h2>Abstract</h2><p>We ask who pays.</p>
<h2>1. Introduction</h2><p>The prov&shy;inces met<sup><a href="#fn1">1</a></sup> with <i>the</i>
ministry<a href="#r2">[2]</a>.</p>
<div class="share-buttons"><p>Share this on all networks.</p></div>
<h3>Towns<a href="#towns">¶</a></h3><ul><li>Towns pay 10<sup>3</sup> crowns.</li>
<li><a href="/x">Read more about towns</a></li></ul>
<table><tr><td>412</td><td>{PROSE}</td></tr></table>
<figure><img alt="x"><figcaption>Figure 1</figcaption></figure>
<div>Download PDF</div><div>{PROSE}</div><p style="display: none">Hidden words.</p><pre>x = 1</pre>
<h2>References</h2><ol><li>Lee, A. (1999). Rivers.</li></ol>
<h2>Related content</h2><p>Lakes and seas.</p></main>
<aside><p>Another article of ours.</p></aside><footer><p>All rights reserved.</p></footer></body></html>"""


def entry_of(page: str | bytes, name: str = "page.html") -> Entry:
    source = decoded(name, page if isinstance(page, bytes) else page.encode())
    (entry,) = html.parse(source)
    assert isinstance(entry, Entry)
    return entry


def test_the_reference_of_a_page() -> None:
    assert entry_of(PAGE).reference == Reference(
        title="River Compacts & Floods",
        authors=("Lee, Ann", "Kim, Bo"),
        year=2019,
        kind="article-journal",
        container="River Studies",
        doi="10.1000/rs.7",
        url="https://example.org/rs/7",
        volume="4",
        issue="2",
        pages="12-34",
        language="en",
        keywords=("rivers", "compacts"),
    )


def test_the_text_of_a_page() -> None:
    blocks = sectioned(entry_of(PAGE).blocks)
    assert [(b.role.value, b.section.value, b.text) for b in blocks if b.role is not Role.SKIPPED] == [
        ("heading", "abstract", "Abstract"),
        ("body", "abstract", "We ask who pays."),
        ("heading", "introduction", "1. Introduction"),
        ("body", "introduction", "The provinces met with the ministry."),
        ("heading", "introduction", "Towns"),
        ("body", "introduction", "Towns pay 103 crowns."),
        ("body", "introduction", PROSE),
        ("body", "introduction", PROSE),
        ("heading", "", "Related content"),
        ("body", "", "Lakes and seas."),
    ]
    skipped = [b.text for b in blocks if b.role is Role.SKIPPED]
    assert skipped == ["Read more about towns", "412", "Download PDF", "x = 1", "References", "Lee, A. (1999). Rivers."]


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("<title>Lakes - A Study | Site</title>", {"title": "Lakes - A Study"}),
        ("<meta property='og:title' content='Lakes'>", {"title": "Lakes", "kind": "webpage"}),
        (
            "<meta name='DC.Title' content='Lakes'><meta name='DC.Creator' content='Ann Lee'>",
            {"authors": ("Lee, Ann",)},
        ),
        ("<meta name='dc:date' content='2007-01'>", {"year": 2007}),
        ("<meta name='citation_authors' content='Lee, Ann; Kim, Bo'>", {"authors": ("Lee, Ann", "Kim, Bo")}),
        ("<meta name='author' content='Ministry of Lakes'>", {"authors": ("Ministry of Lakes",)}),
        ("<meta property='article:author' content='https://example.org/ann'>", {"authors": ()}),
        (
            "<meta name='citation_dissertation_institution' content='Lake University'>",
            {"kind": "thesis", "container": "Lake University", "publisher": "Lake University"},
        ),
        (
            "<meta name='citation_conference_title' content='Lakes 9'>",
            {"kind": "paper-conference", "container": "Lakes 9"},
        ),
        ("<link rel='canonical' href='javascript:alert(1)'>", {"url": ""}),
    ],
)
def test_other_ways_to_say_it(head: str, fields: dict[str, object]) -> None:
    known = entry_of(f"<html><head>{head}</head><body><p>Towns pay.</p></body></html>").reference
    assert {name: getattr(known, name) for name in fields} == fields


def test_the_title_may_be_the_first_heading() -> None:
    entry = entry_of("<html><body><h1>Abstract</h1><p>We ask.</p><h1>Lakes</h1><p>Towns pay.</p></body></html>")
    assert entry.reference.title == "Lakes"
    assert [b.text for b in entry.blocks] == ["Abstract", "We ask.", "Towns pay."]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("gb18030", "gb2312"), ("cp1252", "iso-8859-1"), ("windows-1251", "windows-1251"), ("shift_jis", "Shift_JIS")],
)
def test_a_declared_encoding_is_honoured(encoding: str, declared: str) -> None:
    words = {
        "gb18030": "省政府合作。",
        "cp1252": "“Länder” pay.",
        "windows-1251": "Города платят.",
        "shift_jis": "県が払う。",
    }
    page = f"<html><head><meta charset='{declared}'></head><body><p>{words[encoding]}</p></body></html>"
    assert entry_of(page.encode(encoding)).blocks[0].text == words[encoding]


def test_a_wrong_declaration_does_no_harm() -> None:
    for declared in ("iso-8859-1", "nonsense", "shift_jis", "zlib"):
        page = f"<html><head><meta charset='{declared}'></head><body><p>Länder pay.</p></body></html>"
        assert entry_of(page).blocks[0].text == "Länder pay."


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (PAGE, True),
        ("<!-- saved --> \n<HTML><p>x", True),
        ("<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", True),
        ("<?xml version='1.0'?><!DOCTYPE PubmedArticleSet>", False),
        ("<article><front/></article>", False),
        ("TY  - JOUR\nAB  - <html>", False),
        ("", False),
    ],
)
def test_what_is_a_page(text: str, fits: bool) -> None:
    assert html.fits(Source("x", text.encode(), text, "utf-8")) is fits


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<html><body>" + "<div>" * 20_000 + "x", "nested over 256 deep"),
        ("<html><body>" + "<b>" * 600_000, "more than"),
        ("<html><body>" + "x " * 9_000_000, "more than"),
        ("<html><body><script>x</script></body></html>", "holds no text"),
        ("<html>", "holds no text"),
    ],
)
def test_pages_that_are_refused(page: str, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        entry_of(page)
    assert str(caught.value).startswith("page.html: ")


@pytest.mark.parametrize(
    "unit",
    [
        "<p>Towns pay.",
        "<li><a href=x>a</a>",
        "<table><tr><td>x</table>",
        "<b>x</b>",
        "<p class='nav-x y'>x</p>",
        "&amp;",
        "<",
        "<!--",
        "</p>",
        "<a href=#f>[1]</a>",
        "<main>x</main>",
        "<p a='",
        "<meta name=author content='A B'>",
        "<sup>1</sup>",
    ],
)
def test_time_grows_with_length(unit: str) -> None:
    begun = time.perf_counter()
    with contextlib.suppress(ReadError):
        entry_of("<html><body><p>Towns pay.</p>" + unit * (400_000 // len(unit)))
    assert time.perf_counter() - begun < 3


def test_controls_and_pictures_inside() -> None:
    page = "<html><body><p>Towns\x00 pay.</p><img src='data:image/png;base64," + "QUFB" * 6_000_000 + "'></body></html>"
    assert [b.text for b in html_blocks(page)] == ["Towns pay."]


def html_blocks(page: str) -> tuple[Block, ...]:
    (entry,) = html.parse(Source("page.html", b"", page, "utf-8"))
    assert isinstance(entry, Entry)
    return entry.blocks


def test_comments_before_the_page_take_no_time() -> None:
    text = "<!---->" * 1_000 + "no page"
    assert not html.fits(Source("a.html", text.encode(), text))
