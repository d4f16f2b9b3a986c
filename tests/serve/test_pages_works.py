"""Pages of works: the text with its sentences marked, the claims beside it, and where the work came from."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pages_fixtures import BROWSER, SCRIPT, text, visible
from review_samples import claim as row
from serve_fixtures import asking
from starlette.testclient import TestClient

from kg import shards
from kg.holdings import Shards
from kg.index import Claim
from kg.model import Document, Page, Part, Reference, Role, Section, digest
from kg.read import intake
from kg.read.intake import Intake, Skipped
from kg.serve.pages import sources, texts
from kg.serve.settings import Settings
from kg.store import writer

pytest_plugins = ["pages_fixtures"]

WORK = "/work/chen-2003"

Change = Callable[[Document], Document]


def changed(store: Path, doc: str, change: Change) -> None:
    """Change the document of a shard, as a reader of another format would have made it."""
    source = Shards(store)
    extraction = shards.load(source.read_shard(digest(doc)))
    made = replace(extraction, document=change(extraction.document))
    with writer(store) as target:
        target.write_shard(digest(doc), shards.dump(made, "key"))


def get(store: Path, path: str, *, show_text: bool = True) -> str:
    with asking(Settings(store, show_text=show_text)) as client:
        return text(client, path)


def said(page: str) -> list[str]:
    """The sentences that are marked in the text of a page."""
    return [html.unescape(found) for found in re.findall(r'<span class="said" id="[^"]*">([^<]*)</span>', page)]


def test_a_work_is_told_with_its_text_and_its_claims(client: TestClient) -> None:
    page = text(client, WORK)
    shown = visible(page)
    for part in (
        "River pacts",
        "Chen (2003)",
        "sentences read 2",
        "promotes",
        "intergovernmental cooperation",
        "Where it came from and how it was read",
        "File chen-2003.md",
        "Records 1 seen, 1 taken, 0 skipped",
        "Read as md, utf-8",
        "Read by",
    ):
        assert part in shown, part
    assert said(page) == [
        "River pact scheme promotes intergovernmental cooperation.",
        "Transaction costs hinder joint parks.",
    ]
    for address in ("/compare?works=chen-2003", "/claims.csv?work=", f"{WORK}?format=ttl"):
        assert f'href="{address}' in page


def test_sentences_lead_to_claims_and_back(client: TestClient) -> None:
    page = text(client, WORK)
    to_claims = re.findall(r'<sup><a href="#(claim-[0-9a-f]+)"', page)
    assert to_claims == re.findall(r'<li id="(claim-[0-9a-f]+)">', page)
    backs = set(re.findall(r'<a class="count" href="#(s\d+)"', page))
    assert backs == set(re.findall(r'<span class="said" id="(s\d+)"', page))


def test_where_the_text_may_not_be_shown_only_sentences_are(store: Path) -> None:
    page = get(store, WORK, show_text=False)
    assert "does not show the texts of works" in page
    assert not said(page)
    assert page.count('<li class="claim"') >= 2
    assert "More river pacts" not in page


def test_a_document_that_is_gone_leaves_its_claims(own_store: Path) -> None:
    with writer(own_store) as target:
        target.delete_shard(digest("chen-2003"))
    page = get(own_store, WORK)
    assert "no longer in the store" in page
    assert page.count('<li class="claim"') >= 2


def test_a_text_that_was_read_anew_loses_no_claim(own_store: Path) -> None:
    changed(own_store, "chen-2003", lambda d: replace(d, text=d.text.replace("Transaction", "Translation")))
    page = get(own_store, WORK)
    assert "Claims whose sentence is not in the text" in page
    assert "River pact scheme promotes intergovernmental cooperation." in said(page)
    assert not any("Transaction" in sentence for sentence in said(page))
    assert "transaction cost" in page


def test_pages_and_sections_are_named(own_store: Path) -> None:
    def paged(document: Document) -> Document:
        body = next(p for p in document.parts if p.role is Role.BODY)
        middle = document.text.index("promotes")
        parts = tuple(replace(p, section=Section.RESULTS) if p is body else p for p in document.parts)
        return replace(document, parts=parts, pages=(Page(0, "xi"), Page(middle, "12")))

    changed(own_store, "chen-2003", paged)
    page = get(own_store, WORK)
    assert re.findall(r'<span class="folio"[^>]*>([^<]*)<', page) == ["p. xi", "p. 12"]
    assert '<h3 dir="auto">Results</h3>' in page
    assert "Parts told apart results" in visible(page)
    whole = re.sub(r"<[^>]*>", "", page[page.index('id="claims"') :]).replace("p. 12", "")
    assert "River pact scheme promotes intergovernmental cooperation." in " ".join(whole.split())


def test_what_a_file_lost_is_told(own_store: Path) -> None:
    skipped = tuple(Skipped(n, f"has neither title nor abstract {SCRIPT}", "", "TY - X") for n in range(3))
    report = Intake("chen-2003.md", "ris", "gb18030", 4, 1, skipped, (("abstract", 1),), (("zh", 1),), (), "/a/b/x.ris")
    (own_store / "intake" / "broken").write_text("{")
    with writer(own_store) as target:
        target.write_report("zz", intake.dump(report))
    shown = visible(get(own_store, WORK))
    assert "The file b/x.ris" in shown
    assert "Records 4 seen, 1 taken, 3 skipped" in shown
    assert f"3 × has neither title nor abstract {html.escape(SCRIPT)}" in shown
    assert "Language Chinese (zh)" in shown
    assert "/a/b" not in shown


def test_harmful_titles_and_authors_are_text(harmful: TestClient) -> None:
    for name in ("one", "two"):
        page = text(harmful, f"/work/{name}")
        assert SCRIPT not in page
        assert "<img" not in page
        assert "<b>A</b>" not in page
    assert "<script>alert(1)</script>" in html.unescape(visible(text(harmful, "/work/one")))


def test_disagreements_of_a_work_are_listed(harmful: TestClient) -> None:
    page = text(harmful, "/work/one")
    path = re.findall(r'<p><a href="(/disagreement/[0-9a-f]+)">', page)
    assert len(path) == len(set(path)) == 1
    assert "None of its claims seems to clash" in text(harmful, "/work/three")


def test_the_graph_of_a_work_leads_to_the_work(client: TestClient) -> None:
    found = client.get("/graph/%C3%A9vora-2005", headers=BROWSER)
    assert (found.status_code, found.headers["location"]) == (303, "/work/%C3%A9vora-2005")
    assert "évora-2005" in text(client, "/work/%C3%A9vora-2005")
    for name in ("assembled", "vocabulary", "curation"):
        page = text(client, f"/graph/{name}")
        assert "/rdf-graph-store?graph=" in page
        assert "/query?query=" in page


def test_a_record_of_a_file_is_named_with_its_line(store: Path) -> None:
    found = sources.stored(store, "chen-2003")
    assert found is not None
    for source, file, line in (("a.ris:120", "a.ris", "120"), ("C:x.md", "C:x.md", ""), ("a.md", "a.md", "")):
        moved = replace(found, document=replace(found.document, source=source))
        assert (moved.file, moved.line) == (file, line)
    assert sources.stored(store, "no such") is None
    assert sources.reports(store, "no such") == ()
    assert sources.reports(store / "nowhere", "a.md") == ()


def test_damaged_documents_count_as_gone(own_store: Path) -> None:
    (own_store / "documents" / digest("chen-2003")).write_text("{}")
    assert sources.stored(own_store, "chen-2003") is None
    assert "no longer in the store" in get(own_store, WORK)


TEXT = "# Title\n\nOne makes it. Two does not. Three is long.\n\n## Head\n\nFour. Five."


def document(text: str = TEXT, pages: tuple[Page, ...] = ()) -> Document:
    """A document of which each block is a part."""
    parts, at = [], 0
    for block in text.split("\n\n"):
        role = Role.TITLE if block.startswith("# ") else Role.HEADING if block.startswith("#") else Role.BODY
        parts.append(Part(at, at + len(block), role))
        at += len(block) + 2
    return Document("d", text, Reference("Title"), tuple(parts), pages=pages)


def on(found: Document, *sentences: str) -> list[Claim]:
    """A claim of each sentence."""
    made = []
    for number, sentence in enumerate(sentences):
        start = found.text.index(sentence)
        place = {"start": str(start), "end": str(start + len(sentence)), "quote": sentence}
        made.append(Claim(row(str(number), "d", "c:trust", "promotes", "c:rare", **place), "p", "h", "e", True))
    return made


def flat(told: texts.Text) -> list[tuple[str, str, tuple[int, ...]]]:
    """Page, text and claims of each piece of a text."""
    return [
        (piece.page, piece.text, tuple(p.number for p in piece.claims))
        for section in told.sections
        for paragraph in section.paragraphs
        for piece in paragraph.pieces
    ]


@pytest.mark.parametrize(
    ("sentences", "pages", "expected"),
    [
        ((), (), ["Title", "One makes it. Two does not. Three is long.", "Head", "Four. Five."]),
        (
            ("Two does not.", "Two does not.", "Five."),
            (),
            ["Title", "One makes it. ", ("Two does not.", 1, 2), " Three is long.", "Head", "Four. ", ("Five.", 3)],
        ),
        (
            ("One makes it. Two does not.", "Two does not."),
            (),
            ["Title", ("One makes it. Two does not.", 1, 2), " Three is long.", "Head", "Four. Five."],
        ),
        (
            ("Two does not.",),
            (Page(0, "1"), Page(28, "2"), Page(36, "3")),
            ["1:Title", "One makes it. ", "Two d", ("2:oes not.", 1), "3: Three is long.", "Head", "Four. Five."],
        ),
    ],
)
def test_texts_are_cut_where_sentences_and_pages_begin(
    sentences: tuple[str, ...], pages: tuple[Page, ...], expected: list[str | tuple[object, ...]]
) -> None:
    found = document(pages=pages)
    wanted = []
    for item in expected:
        piece, *numbers = item if isinstance(item, tuple) else (item,)
        page, _, rest = str(piece).rpartition(":")
        wanted.append((page, rest, tuple(numbers)))
    assert flat(texts.told(found, on(found, *sentences))) == wanted


def test_a_page_that_begins_between_paragraphs_is_not_lost() -> None:
    found = document(pages=(Page(0, "1"), Page(8, "2"), Page(52, "3")))
    assert [(page, piece[:3]) for page, piece, _ in flat(texts.told(found, []))] == [
        ("1", "Tit"),
        ("2", "One"),
        ("3", "Hea"),
        ("", "Fou"),
    ]


def test_a_long_text_is_shown_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "CHARACTERS", 60)
    found = document()
    claims = on(found, "Two does not.", "Five.")
    first, last = texts.told(found, claims, 1), texts.told(found, claims, 2)
    assert (first.parts, last.part) == (2, 2)
    assert [numbers for _, _, numbers in flat(first) if numbers] == [(1,)]
    assert [numbers for _, _, numbers in flat(last) if numbers] == [(2,)]
    assert texts.told(found, claims, 9).part == 1
    assert [texts.part_of(found, int(c.row.start)) for c in claims] == [1, 2]


def test_sections_have_headings_or_kinds() -> None:
    found = document("# T\n\nAbstract here.\n\n## Methods\n\nWe look.\n\nWe see.")
    kinds = (Section.NONE, Section.ABSTRACT, Section.METHOD, Section.METHOD, Section.METHOD)
    parts = tuple(replace(p, section=kind) for p, kind in zip(found.parts, kinds, strict=True))
    told = texts.told(replace(found, parts=parts), on(found, "We look.", "We see."))
    assert [(s.heading, s.kind, len(s.paragraphs), s.claims) for s in told.sections] == [
        ("", "", 1, 0),
        ("", "abstract", 1, 0),
        ("Methods", "method", 3, 2),
    ]


@pytest.mark.parametrize(
    ("sentence", "before", "after"),
    [
        ("One makes it.", "", "Two does not. Three is long."),
        ("Three is long.", "One makes it. Two does not.", ""),
        ("Four.", "", "Five."),
    ],
)
def test_the_context_of_a_sentence_is_what_stands_around_it(sentence: str, before: str, after: str) -> None:
    found = document()
    around = texts.context(found, on(found, sentence)[0])
    assert around == texts.Context(before, after)


def test_a_context_is_short_and_ends_at_words() -> None:
    found = document(f"# T\n\n{'left ' * 300}It is. {'right ' * 300}")
    around = texts.context(found, on(found, "It is.")[0])
    assert around is not None
    assert len(around.before) < 410
    assert around.before.startswith("… left")
    assert around.after.endswith("right …")


def test_no_context_where_other_words_stand() -> None:
    found = document()
    (claim,) = on(found, "Four.")
    assert texts.context(replace(found, text=found.text.replace("Four", "4444")), claim) is None
    assert texts.context(found, replace(claim, row=replace(claim.row, start=""))) is None


def test_a_work_of_forty_thousand_words_is_shown_quickly(own_store: Path, tmp_path: Path) -> None:
    import time

    copy = Path(shutil.copytree(own_store, tmp_path / "long"))

    def long(found: Document) -> Document:
        words = "\n\n".join("Nothing is said of it here at all. " * 40 for _ in range(125))
        start = len(found.text) + 2
        parts = [*found.parts]
        for block in words.split("\n\n"):
            parts.append(Part(start, start + len(block), Role.BODY))
            start += len(block) + 2
        return replace(found, text=f"{found.text}\n\n{words}\n", parts=tuple(parts))

    changed(copy, "chen-2003", long)
    with asking(Settings(copy)) as client:
        text(client, WORK)
        begun = time.process_time()
        page = text(client, WORK)
        assert time.process_time() - begun < 1
        assert "part 1 of 2" in visible(page)
        assert "Nothing is said of it" in text(client, f"{WORK}?part=2")
