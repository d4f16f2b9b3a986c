from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from review_samples import BIBTEX, CLAIMS, HOSTILE, RIS, SELECTION, claim

from kg.export.backing import Remark, bibtex, csljson, ris
from kg.export.bibliography import remarks, write_bibliography
from kg.export.selection import Work
from kg.model import KgError, Record, Reference
from kg.read import latex

REMARK = Remark(("kg:claims",), "intergov-kg: 1 claim (1 asserted)")


def written(tmp_path: Path, suffix: str) -> str:
    path = tmp_path / f"works{suffix}"
    assert write_bibliography(SELECTION, path)[0] == path
    return path.read_text(encoding="utf-8")


def test_notes_count_claims_and_name_statements() -> None:
    found = remarks(SELECTION.works, SELECTION)
    assert found[0] == Remark(
        ("kg:claims", "kg:denies"),
        "intergov-kg: 6 claims (5 asserted, 1 denied); interlocal agreement addresses local protectionism; "
        "interlocal agreement promotes trust; interlocal agreement causes trust",
    )
    assert found[1].tags == ("kg:claims", "kg:reports")
    assert found[3] == Remark()


def test_ris_has_every_work_and_is_read_by_rispy(tmp_path: Path) -> None:
    found = rispy.loads(written(tmp_path, ".ris"))
    assert [entry["type_of_reference"] for entry in found] == ["JOUR", "THES", "BOOK", "RPRT"]
    assert found[0]["notes"][0].startswith("intergov-kg: 6 claims")
    assert found[0]["keywords"] == ["bridges", "kg:claims", "kg:denies"]
    assert found[1]["publisher"] == "Example University"
    assert found[2]["doi"] == "10.1234/ab_c"
    assert (found[3]["year"], found[3]["authors"]) == ("2014", ["锁, 利铭"])
    assert "keywords" not in found[3]
    stamp = json.loads((tmp_path / "works.ris-metadata.json").read_text())
    assert (stamp["made_by"], stamp["file"]) == ("intergov-kg 0.0", "works.ris")


def test_a_ris_record_keeps_every_field_and_line(tmp_path: Path) -> None:
    made = written(tmp_path, ".ris").split("\n\n")[0]
    before, after = rispy.loads(RIS)[0], rispy.loads(made)[0]
    for field, value in before.items():
        kept = after[field]
        assert set(value) <= set(kept) if field in ("keywords", "notes") else kept == value
    assert [line for line in made.splitlines() if "kg" not in line] == RIS.splitlines()
    note = next(line for line in made.splitlines() if line.startswith("N1"))
    assert note.startswith("N1  - intergov-kg: ")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("TY  - JOUR\nTI  - A\nER  - ", "TY  - JOUR\nTI  - A\nKN|ER  - \n"),
        ("TY  - JOUR\nTI  - A", "TY  - JOUR\nTI  - A\nKN|ER  - \n"),
        ("TY - JOUR\nKW - a\nb\nTI - A\nER - \n", "TY - JOUR\nKW - a\nb\nKTI - A\nN|ER - \n"),
        ("TY  - JOUR\nN1  - x\nKW  - kg:claims\nER  - ", "TY  - JOUR\nN|N1  - x\nKW  - kg:claims\nER  - \n"),
        ("TY  - JOUR\nN1  - intergov-kg: 9 claims\nN1  - x\nER  - ", "TY  - JOUR\nN|N1  - x\nKER  - \n"),
    ],
)
def test_where_ris_tags_and_notes_stand(record: str, expected: str) -> None:
    work = Work("w", "w", "", Reference("A"), Record("ris", record))
    made = ris.records([(work, REMARK)])
    expected = expected.replace("N|", "N1  - intergov-kg: 1 claim (1 asserted)\n").replace("KER", "KW  - kg:claims\nER")
    assert made == expected.replace("KTI", "KW  - kg:claims\nTI").replace("KN1", "KW  - kg:claims\nN1")


def test_exporting_again_adds_nothing_more() -> None:
    for record in (RIS, "TY  - JOUR\nTI  - A\nER  - \n", "TY  - JOUR\nTI  - A"):
        work = Work("w", "w", "", Reference("A"), Record("ris", record))
        once = ris.records([(work, REMARK)])
        assert ris.records([(dataclasses.replace(work, record=Record("ris", once)), REMARK)]) == once
    work = dataclasses.replace(work, record=Record("bibtex", BIBTEX))
    once = bibtex.records([(work, REMARK)])
    assert bibtex.records([(dataclasses.replace(work, record=Record("bibtex", once)), REMARK)]) == once


def test_bibtex_has_every_work_and_is_read_by_bibtexparser(tmp_path: Path) -> None:
    library = parse_string(written(tmp_path, ".bib"))
    assert not library.failed_blocks
    fields: dict[str, dict[str, Any]] = {entry.key: {f.key: f.value for f in entry.fields} for entry in library.entries}
    assert list(fields) == ["ash", "birch01", "cedar", "dogwood"]
    assert fields["ash"]["author"] == "Ash, Ada"
    assert fields["ash"]["annote"].startswith("intergov-kg: 6 claims")
    assert fields["cedar"]["doi"] == "10.1234/ab_c"
    assert fields["cedar"]["publisher"] == "Plain \\& Sons"
    assert "annote" not in fields["dogwood"]
    assert "\\textbackslash{}input\\{/etc/passwd\\}" in fields["dogwood"]["title"]


def test_a_bibtex_entry_stays_as_it_is_but_for_tags_and_note() -> None:
    work = Work("w", "w", "", Reference("A"), Record("bibtex", BIBTEX))
    made = bibtex.records([(work, REMARK)])
    note = ",\n  annote = {intergov-kg: 1 claim (1 asserted)},\n}"
    assert note in made
    assert made.replace("tolls; counties; kg:claims", "tolls; counties").replace(note, "\n}") == f"{BIBTEX}\n"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("@book{a, title={T}}", "kg:claims"),
        ('@book{a, keywords = "x, y", title={T},}', "x, y, kg:claims"),
        ("@book{a, keywords = {}, title={T}}", "kg:claims"),
        ("@book(a, title={T}, Keywords={x; y})", "x; y; kg:claims"),
        ("@book{a, funding text\u00a01={F}, keywords={x}}", "x, kg:claims"),
        ("@comment{x}\n@book{a, title={{T} \\} {U}}, keywords={x},}", "x, kg:claims"),
    ],
)
def test_bibtex_keywords_are_merged(entry: str, expected: str) -> None:
    work = Work("w", "w", "", Reference("A"), Record("bibtex", entry))
    made = bibtex.records([(work, REMARK)])
    if "(a" not in entry and "funding" not in entry:  # bibtexparser reads neither
        found = parse_string(made).entries[0].fields_dict
        assert found["keywords"].value == expected
        assert found["annote"].value == REMARK.note
    assert expected in made


@pytest.mark.parametrize("entry", ["@book{a, title={T}", "@book{a title}", "no entry", "@book{a, title=}"])
def test_a_broken_bibtex_entry_is_left_as_it_is(entry: str) -> None:
    work = Work("w", "w", "", Reference("A"), Record("bibtex", entry))
    assert bibtex.records([(work, REMARK)]) == f"{entry}\n"


def test_keys_made_are_unique() -> None:
    own = Work("w", "x", "", Reference("A"), Record("bibtex", "@book{a-b, title={T}}"))
    others = [Work("w", doc, "", Reference("B")) for doc in ("a b", "a/b", "字")]
    made = bibtex.records([(work, Remark()) for work in (*others, own)])
    assert [e.key for e in parse_string(made).entries] == ["a-b-2", "a-b-3", "work", "a-b"]


def test_json_keeps_items_and_adds_keyword_and_note(tmp_path: Path) -> None:
    found = json.loads(written(tmp_path, ".json"))
    assert [item["type"] for item in found] == ["article-journal", "thesis", "book", "report"]
    assert found[2] == {
        "id": 7,
        "type": "book",
        "title": "Look",
        "custom": {"a": 1},
        "note": found[2]["note"],
        "keyword": "kg:claims, kg:recommends, kg:denies",
    }
    assert found[2]["note"].split("\n")[1] == "mine"
    assert found[3]["title"].startswith("=1+1 <script>")


@pytest.mark.parametrize("text", ["not json", "[1]", "[" * 100_000])
def test_a_broken_item_is_made_anew(text: str) -> None:
    work = Work("w", "w", "", Reference("A", kind="book"), Record("csl-json", text))
    assert json.loads(csljson.records([(work, Remark())])) == [{"id": "w", "type": "book", "title": "A"}]


def test_an_annotated_bibliography_groups_claims_by_theme(tmp_path: Path) -> None:
    text = written(tmp_path, ".md")
    assert "4 works; 13 claims (all claims) in 3 works." in text
    assert "**Mechanisms**" in text
    assert "- *interlocal agreement* promotes *trust* (reported as a view of others: Ann Elm)." in text
    assert "> “Sentence 5 of birch.” (Birch & Board" in text.replace("\\", "")
    assert "No claim of this selection." in text
    assert text.index("### Ash, 2001a") > text.index("## Works")


@pytest.mark.parametrize("suffix", [".md", ".docx", ".html", ".ris", ".bib", ".json"])
def test_the_same_selection_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    turned = dataclasses.replace(SELECTION, works=tuple(reversed(SELECTION.works)))
    for name, selection in (("a", SELECTION), ("b", turned)):
        write_bibliography(selection, tmp_path / f"{name}{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


ABSTRACT = "Tolls {help} 50% of towns & bridges. ER - They do, over many years, in a \\line that goes on."


def test_a_work_written_anew_has_its_abstract() -> None:
    work = Work("w", "w", "", Reference("A"), Record("other", "own"), abstract=ABSTRACT)
    (entry,) = rispy.loads(ris.records([(work, Remark())]))
    assert entry["abstract"] == ABSTRACT
    (field,) = [f for f in parse_string(bibtex.records([(work, Remark())])).entries[0].fields if f.key == "abstract"]
    assert latex.decode(f"{{{field.value}}}") == ABSTRACT
    assert json.loads(csljson.records([(work, Remark())])) == [
        {"id": "w", "type": "document", "title": "A", "abstract": ABSTRACT}
    ]
    bare = dataclasses.replace(work, abstract="")
    assert "AB  -" not in ris.records([(bare, Remark())])
    assert "abstract" not in bibtex.records([(bare, Remark())]) + csljson.records([(bare, Remark())])


def test_records_of_the_same_work_are_taken_where_its_own_is_in_another_format() -> None:
    of_ris, of_bibtex = Record("ris", "TY  - JOUR\nTI  - R\nER  - \n"), Record("bibtex", "@book{b, title={B}}")
    of_csl = Record("csl-json", '{"id": 7, "title": "C"}')
    others = (Record("ris", " "), Record("csl-json", "not json"), of_bibtex, of_csl, of_ris, Record("ris", "later"))
    for own in (None, Record("other", "own"), of_bibtex):
        work = Work("w", "w", "", Reference("A"), own, ABSTRACT, others)
        assert ris.records([(work, Remark())]) == of_ris.text
        assert bibtex.records([(work, Remark())]) == f"{of_bibtex.text}\n"
        assert json.loads(csljson.records([(work, Remark())])) == [{"id": 7, "title": "C"}]
    kept = dataclasses.replace(work, record=Record("ris", "TY  - BOOK\nTI  - own\nER  - \n"))
    assert ris.records([(kept, Remark())]) == "TY  - BOOK\nTI  - own\nER  - \n"


def test_a_text_adds_no_field_to_a_record() -> None:
    title = "A\nER  - \nTY  - JOUR\n}, note = {x"
    work = Work("w", "w", "", Reference(title, ("Ash, Ada\nTI  - x",)), abstract=title)
    assert len(rispy.loads(ris.records([(work, Remark())]))) == 1
    (entry,) = parse_string(bibtex.records([(work, Remark())])).entries
    assert set(entry.fields_dict) == {"author", "title", "abstract"}


def test_refusals_and_unknown_works(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"a bibliography is written as \.md, \.docx, \.html, \.ris, \.bib, \.json"):
        write_bibliography(SELECTION, tmp_path / "a.txt")
    more = dataclasses.replace(
        SELECTION, claims=(*CLAIMS, claim("99", "elm", "c:ica", "explains", "c:trust", title=HOSTILE))
    )
    write_bibliography(more, tmp_path / "a.ris")
    assert len(rispy.loads((tmp_path / "a.ris").read_text(encoding="utf-8"))) == 5


def test_macros_stand_before_the_first_entry_that_uses_them_and_parents_behind_all() -> None:
    macro = "@string{j = {A Journal}}\n"
    entries = [
        "@book{p, title={Parent}}",
        f"{macro}@article{{a, title={{A}}, journal=j}}",
        f"{macro}@article{{b, title={{B}}, journal=j, crossref={{p}}}}",
        "@string{j = {Another Journal}}\n@article{c, title={C}, journal=j}",
    ]
    works = [Work("w", f"d{at}", "", Reference("T"), Record("bibtex", text)) for at, text in enumerate(entries)]
    made = bibtex.records([(work, Remark()) for work in works])
    assert made == "\n\n".join((entries[1], entries[2].removeprefix(macro), entries[3], entries[0])) + "\n"
