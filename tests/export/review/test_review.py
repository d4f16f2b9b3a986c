from __future__ import annotations

import dataclasses
import io
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from review_samples import CLAIMS, HOSTILE, SELECTION

from kg.export.citations import Style
from kg.export.drafts import FORMS, rendered
from kg.export.drafts.model import Bullets, Draft, Heading, Paragraph, Quote, References, Table, plain
from kg.export.review import Plan, review, write_review
from kg.export.selection import Selection
from kg.model import KgError

ODD = "aéạłš€≤α語😀ﬁ\u0301\u2028ậ·—ıʻ"
DRAFT = review(SELECTION, Plan(least=2, sentences=40, precision=0.51))
_LABELS = {**SELECTION.things.labels, "c:protect": HOSTILE}
_HOSTILE = dataclasses.replace(
    SELECTION,
    claims=tuple(dataclasses.replace(row, quote=HOSTILE, attributed_to=HOSTILE) for row in CLAIMS),
    works=tuple(dataclasses.replace(w, reference=SELECTION.works[3].reference) for w in SELECTION.works),
    things=dataclasses.replace(SELECTION.things, labels=_LABELS),
    stamp=dataclasses.replace(SELECTION.stamp, asked=HOSTILE),
)
ATTACK = review(_HOSTILE, Plan())


def lines(draft: Draft) -> list[str]:
    """Every text of a draft, in order."""
    found: list[str] = []
    for block in draft.blocks:
        if isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, Paragraph):
            found.append(plain(block.runs))
        elif isinstance(block, Quote):
            found.append(f"{block.text.text} {plain(block.source)}")
        elif isinstance(block, Bullets):
            for item in block.items:
                found.append(plain(item.runs))
                found += [f"{q.text.text} {plain(q.source)}" for q in item.quotes]
        elif isinstance(block, References):
            found += [plain(entry.runs) for entry in block.entries]
        elif isinstance(block, Table):
            found += [" | ".join(cell.text for cell in row) for row in (block.head, *block.rows)]
    return found


def section(title: str) -> list[str]:
    """The texts under a heading of the second level."""
    found = lines(DRAFT)
    heads = {block.text for block in DRAFT.blocks if isinstance(block, Heading)}
    at = found.index(title, found.index("Mechanisms") + 1)
    after = next(place for place in range(at + 1, len(found)) if found[place] in heads)
    return found[at + 1 : after]


def test_a_subject_is_told_with_counts_names_and_quotes() -> None:
    told = section("Interlocal agreement")
    assert told[0] == (
        "10 claims in 3 works (2001): 6 asserted, 1 recommended, 2 denied, 1 reported as a view of others. "
        "Countries: China (1 work)."
    )
    assert told[1] == "Narrower things that count here: harbour compact (1 work)."
    assert told[2] == "Studied in 1 work (Ash, 2001b)."
    assert told[3] == (
        "addresses local protectionism: asserted in 2 works (Ash, 2001b; Birch & Board of Example Counties, 2001), "
        "recommended in 1 work (Ash, 2001a), denied in 1 work (Ash, 2001a)."
    )
    assert told[4] == "“Sentence 1 of ash.” (Ash, 2001b, p. 12, results)"
    assert told[5] == "“Sentence 2 of birch.” (Birch & Board of Example Counties, 2001)"


@pytest.mark.parametrize(
    "expected",
    [
        (
            "Disagreement on whether it addresses local protectionism: asserted in 2 works (Ash, 2001b; Birch & Board "
            "of Example Counties, 2001) and denied in 1 work (Ash, 2001a)."
        ),
        "“Sentence 3 of cedar.” (Ash, 2001a) [denied]",
        (
            "promotes trust: asserted in 1 work (Ash, 2001b), reported as a view of others in 1 work (Birch & Board of "
            "Example Counties, 2001, reporting Ann Elm)."
        ),
        (
            "Disagreement: that it promotes trust is asserted in 1 work (Ash, 2001b) and that it hinders trust is "
            "asserted in 1 work (Ash, 2001a)."
        ),
        "causes trust: denied in 1 work (Ash, 2001b).",
    ],
)
def test_ways_of_holding_are_told_apart_and_disagreements_told(expected: str) -> None:
    assert expected in section("Interlocal agreement")


def test_a_denial_of_what_the_same_work_asserts_is_no_disagreement() -> None:
    assert not [line for line in lines(DRAFT) if line.startswith("Disagreement on whether it causes")]


def test_likely_misread_claims_are_held_back_and_counted() -> None:
    text = "\n".join(lines(DRAFT))
    assert "did not address" not in text
    assert "1 claim whose sentence holds a “not” or a question was held back" in text


def test_the_methods_name_what_was_read() -> None:
    text = "\n".join(lines(DRAFT))
    assert "by intergov-kg 0.0 from 4 works and 40 sentences. The claims asked for (all claims) are 13, of 3" in text
    assert "51% were right in all their parts" in text
    assert "right in all" not in "\n".join(lines(review(SELECTION, Plan())))


def test_the_table_sets_mechanisms_against_obstacles() -> None:
    table = next(block for block in DRAFT.blocks if isinstance(block, Table))
    assert [[cell.text for cell in row] for row in (table.head, *table.rows)] == [
        ["Obstacle", "joint instrument"],
        ["local protectionism", "2 +1 −1"],
    ]


def test_what_is_left_out_is_named_and_only_cited_works_are_listed() -> None:
    found = lines(DRAFT)
    assert "Mechanisms of fewer than 2 works (1): toll booth." in found
    assert "Theories of fewer than 2 works (1): institutional collective action." in found
    references = next(block for block in DRAFT.blocks if isinstance(block, References))
    assert [plain(entry.runs)[:14] for entry in references.entries] == [
        "Ash, A. (2001a",
        "Ash, A. (2001b",
        "Birch, B., & B",
    ]
    few = review(SELECTION, Plan(least=1, most=1))
    assert "Mechanisms of 1 work or more beyond those told (1), with their works: toll booth (1)." in lines(few)


def test_every_citation_leads_to_its_reference() -> None:
    anchors = {e.anchor for block in DRAFT.blocks if isinstance(block, References) for e in block.entries}
    anchors |= {block.anchor for block in DRAFT.blocks if isinstance(block, Heading)}
    page = rendered(DRAFT, Path("a.html")).decode()
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors == set(re.findall(r' id="([^"]+)"', page))


@pytest.mark.parametrize("suffix", FORMS)
def test_the_same_selection_gives_the_same_bytes_in_any_order(suffix: str, tmp_path: Path) -> None:
    turned = dataclasses.replace(SELECTION, works=tuple(reversed(SELECTION.works)))
    first, second = (tmp_path / f"{name}{suffix}" for name in "ab")
    assert write_review(SELECTION, first) == (first,)
    write_review(turned, second)
    assert first.read_bytes() == second.read_bytes()


def _bare(text: str) -> str:
    return re.sub(r"[^a-zA-Z0-9“”%·−–]+", "", text)


def test_all_forms_say_the_same() -> None:
    told = [_bare(line) for line in lines(DRAFT) if HOSTILE[:4] not in line]

    class Text(HTMLParser):
        text = ""

        def handle_data(self, data: str) -> None:
            self.text += data

    page = Text()
    page.feed(rendered(DRAFT, Path("a.html")).decode())
    word = docx.Document(io.BytesIO(rendered(DRAFT, Path("a.docx"))))
    in_word = "".join(node.text or "" for node in word.element.body.iter() if node.tag.endswith("}t"))
    in_markdown = re.sub(r"\\(.)|[*_]", r"\1", rendered(DRAFT, Path("a.md")).decode())
    for form in (page.text, in_word, in_markdown):
        bare = _bare(form)
        assert [line for line in told if line not in bare] == []


def test_markdown_takes_nothing_of_a_text_for_markup() -> None:
    text = rendered(ATTACK, Path("a.md")).decode()
    assert "\\<script\\>" in text
    assert "\\[a\\](b)" in text
    assert "‹U+202E›" in text
    assert not re.search(r"(?<!\\)<(?!a id=|/a>|https?://)", text)
    assert not re.search(r"(?<!\\)[`~$#](?=\S)", re.sub(r"(?m)^#+ |\(#[a-z0-9-]+\)", "", text))


def test_a_page_runs_and_fetches_nothing() -> None:
    text = rendered(ATTACK, Path("a.html")).decode()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "default-src 'none'" in text
    assert " src=" not in text


def test_word_has_headings_a_repeated_table_head_and_no_time_of_writing() -> None:
    data = rendered(DRAFT, Path("a.docx"))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {member.date_time for member in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    word = docx.Document(io.BytesIO(data))
    assert [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"][:3] == [
        "What was read, and how",
        "Obstacles and the mechanisms set against them",
        "Mechanisms",
    ]
    assert word.core_properties.comments.startswith("made by: intergov-kg 0.0; corpus SHA-256:")
    assert "tblHeader" in word.tables[0].rows[0]._tr.xml


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_latex_compiles_whatever_the_texts_hold(tmp_path: Path) -> None:
    claims = [
        dataclasses.replace(CLAIMS[0], claim=f"claim:x{c}", doc=f"d{c}", quote=f"{c} -- '' {HOSTILE}") for c in ODD
    ]
    path = tmp_path / "review.tex"
    write_review(dataclasses.replace(_HOSTILE, claims=(*_HOSTILE.claims, *claims)), path)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", path.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    assert (tmp_path / "review.pdf").stat().st_size > 10_000


def test_latex_runs_no_command_of_a_text() -> None:
    text = rendered(ATTACK, Path("a.tex")).decode()
    assert "\\input{/etc" not in text
    assert "\\textbackslash{}input\\{/etc/passwd\\}" in text
    assert "\\DeclareUnicodeCharacter{5236}{\\codepoint{5236}}" in text
    assert "\\DeclareUnicodeCharacter{1E91}{\\^{z}}" in text or "ẑ" not in text


@pytest.mark.parametrize("style", list(Style))
def test_every_style_makes_a_draft(style: Style) -> None:
    assert lines(review(SELECTION, Plan(style=style)))


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"a draft is written as \.md, \.docx, \.tex, \.html"):
        write_review(SELECTION, tmp_path / "a.odt")
    nothing = Selection((), SELECTION.works, SELECTION.things, {}, SELECTION.stamp)
    with pytest.raises(KgError, match="no claim is about a mechanism"):
        write_review(nothing, tmp_path / "a.md")
