from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import aliases
from kg.aliases import Alias, AliasError, Aliases
from kg.model import THIS_WORK, Claim, Entity, EntityType, Evidence, LinkedClaim, Mention, Relation
from kg.terms import BASE

FUND = Entity(BASE + "concept/joint-fund", "joint fund", EntityType.MECHANISM, local=False)
PORT = Entity(BASE + "local/port", "port", EntityType.ISSUE, local=True)
WORK = Entity(BASE + "work/d", "A title", EntityType.WORK, local=False)
HEADER = (
    "subject_label\tsubject_category\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tconfidence\n"
)
SAME = "skos:exactMatch"
CURATED = "semapv:ManualMappingCuration"


def linked(
    text: str, head: Entity, tail: str, other: Entity, why: str = "same words", score: float = 0.9
) -> LinkedClaim:
    claim = Claim(
        "d",
        Mention(text, EntityType.MECHANISM),
        Relation.PROMOTES,
        Mention(tail, EntityType.ISSUE),
        Evidence(0, 2, "It"),
        "rule",
        0.8,
    )
    return LinkedClaim(claim, head, other, (score, why), (1.0, "a local concept"))


def table(*rows: tuple[str, ...]) -> str:
    return HEADER + "".join("\t".join(row) + "\n" for row in rows)


def test_rows_are_merges_once_each_and_sorted() -> None:
    claims = [
        linked("shared purse", FUND, "port", PORT, score=0.7),
        linked("shared purse", FUND, "ports", PORT, score=0.9),
        linked("joint fund", FUND, "port", PORT),
        linked(THIS_WORK, WORK, "port", PORT),
        linked("kitty", FUND, "port", PORT, "alias map, row 3"),
    ]
    found = aliases.rows(claims)
    assert [(a.surface, a.type, a.iri, a.label, a.curated, a.confidence) for a in found] == [
        ("kitty", "Mechanism", FUND.iri, "joint fund", True, 0.9),
        ("ports", "Issue", PORT.iri, "port", False, 1.0),
        ("shared purse", "Mechanism", FUND.iri, "joint fund", False, 0.9),
    ]
    assert aliases.rows(reversed(claims)) == found


def test_what_a_curator_decided_stands_once() -> None:
    decided = Aliases(
        (Alias("kitty", "", False, FUND.iri, curated=True), Alias("purse", "", True, FUND.iri, curated=True))
    )
    found = aliases.rows([linked("kitty", FUND, "port", PORT, "alias map, row 3")], decided)
    assert [(a.surface, a.negative, a.curated) for a in found] == [("kitty", False, True), ("purse", True, True)]


def test_the_file_is_sssom() -> None:
    text = aliases.write([Alias("shared purse", "Mechanism", False, FUND.iri, "joint fund", confidence=0.9)])
    head, body = text.split("subject_id", 1)
    assert head.splitlines()[:2] == ["#curie_map:", "#  c: https://w3id.org/igr/concept/"]
    assert {"#license", "#mapping_set_id", "#mapping_tool"} <= {line.split(":")[0] for line in head.splitlines()}
    names, row = csv.reader(io.StringIO("subject_id" + body), delimiter="\t")
    assert tuple(names) == aliases.COLUMNS
    assert dict(zip(names, row, strict=True)) == {
        "subject_id": "surface:Mechanism/shared-purse",
        "subject_label": "shared purse",
        "subject_category": "Mechanism",
        "predicate_id": SAME,
        "predicate_modifier": "",
        "object_id": "c:joint-fund",
        "object_label": "joint fund",
        "mapping_justification": "semapv:LexicalMatching",
        "confidence": "0.9",
        "comment": "",
    }


def test_only_decisions_are_read_back() -> None:
    rows = [
        Alias("a b", "Issue", False, PORT.iri, "port", True, 0.5, "sure"),
        Alias("kitty", "", True, FUND.iri, curated=True),
        Alias("shared purse", "Mechanism", False, FUND.iri),
    ]
    read = aliases.read(aliases.write(rows), "map.tsv")
    assert read.rows == tuple(sorted(rows[:2]))
    assert [a.row for a in read.rows] == [13, 14]
    assert read.source == "map.tsv"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+a", "-a", "@cmd", "'=x", "''+x", "'quoted'", 'say "so"', "tab\tand\nline", "#hash", " = spaced"],
)
def test_no_cell_is_a_formula_and_all_come_back(text: str) -> None:
    written = aliases.write([Alias(text, "", False, PORT.iri, text, True, 1.0, text)])
    rows = list(csv.reader(io.StringIO(written), delimiter="\t"))
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in rows[-1])
    assert not rows[-1][0].startswith("#")
    (back,) = aliases.read(written, "map.tsv").rows
    assert back.surface == back.label == back.comment == " ".join(text.split())


@given(st.text(min_size=1).filter(lambda t: t.split()), st.sampled_from(["", *map(str, EntityType)]), st.booleans())
def test_any_words_come_back(text: str, kind: str, negative: bool) -> None:
    plain = text.encode("utf-8", "replace").decode()
    written = aliases.write([Alias(plain, kind, negative, PORT.iri, curated=True)])
    (back,) = aliases.read(written, "map.tsv").rows
    assert (back.surface, back.type, back.negative) == (" ".join(plain.split()), kind, negative)


def test_what_a_spreadsheet_makes_of_it_is_read() -> None:
    text = aliases.write([Alias("shared purse", "", False, FUND.iri, curated=True)])
    lines = ["\ufeff" + line if n == 0 else line for n, line in enumerate(text.splitlines())]
    padded = "\r\n".join(line + "\t\t\t" if line.startswith("#") else line + "\t" for line in lines) + "\r\n\t\t\r\n"
    assert aliases.read(padded, "map.tsv").rows == aliases.read(text, "map.tsv").rows


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("", "", SAME, "", "e:china", CURATED), "subject_label is empty"),
        (
            ("x", "Country", SAME, "", "e:china", CURATED),
            "subject_category 'Country' is no type; use one of Government",
        ),
        (("x", "", "skos:broadMatch", "", "e:china", CURATED), "write skos:exactMatch"),
        (("x", "", SAME, "no", "e:china", CURATED), "write Not"),
        (("x", "", SAME, "", "", CURATED), "object_id '' names no thing"),
        (("x", "", SAME, "", "wd:Q148", CURATED), "object_id 'wd:Q148' names no thing"),
        (("x", "", SAME, "", "e:a b", CURATED), "names no thing"),
        (("x", "", SAME, "", "e:china", "me"), "write semapv:ManualMappingCuration"),
        (("x", "", SAME, "", "e:china", CURATED, "high"), "confidence 'high' is no number from 0 to 1"),
        (("x", "", SAME, "", "e:china", CURATED, "1.5"), "no number"),
        (("x", "", SAME, "", "e:china", CURATED, "1", "more"), "surplus tabs"),
    ],
)
def test_bad_rows_are_named(row: tuple[str, ...], message: str) -> None:
    good = ("fine", "", SAME, "", "e:china", CURATED)
    with pytest.raises(AliasError) as e:
        aliases.read(table(good, row), "map.tsv")
    (line,) = str(e.value).splitlines()
    assert line.startswith("map.tsv, row 3: ")
    assert message in line


def test_each_bad_row_has_a_line() -> None:
    bad = ("", "", SAME, "", "e:china", CURATED)
    with pytest.raises(AliasError) as e:
        aliases.read(table(bad, bad), "map.tsv")
    assert [line.split(":")[0] for line in str(e.value).splitlines()] == ["map.tsv, row 2", "map.tsv, row 3"]


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (("X towns", "", SAME, "", "e:a", CURATED), ("x town", "", SAME, "", "e:b", CURATED), "another thing in row 2"),
        (("x", "", SAME, "", "e:a", CURATED), ("x", "", SAME, "Not", "e:a", CURATED), "row 2 says that"),
    ],
)
def test_rows_that_clash_are_refused(first: tuple[str, ...], second: tuple[str, ...], message: str) -> None:
    with pytest.raises(AliasError, match=rf"^map\.tsv, row 3: .*{message}"):
        aliases.read(table(first, second), "map.tsv")


@pytest.mark.parametrize(("text", "column"), [("", "subject_label"), ("subject_label\tobject_id\n", "predicate_id")])
def test_missing_columns_are_named(text: str, column: str) -> None:
    with pytest.raises(AliasError, match=f"^map.tsv, row 1: no column {column}"):
        aliases.read(text, "map.tsv")


def test_prefixes_of_the_file_and_whole_iris_count() -> None:
    text = "#curie_map:\n#  my: https://example.org/\n" + table(
        ("x", "", SAME, "", "my:a", CURATED), ("y", "", SAME, "", "https://example.org/b", CURATED)
    )
    assert [a.iri for a in aliases.read(text, "m").rows] == ["https://example.org/a", "https://example.org/b"]


@pytest.mark.parametrize(
    ("text", "kind", "forced", "barred"),
    [
        ("Kitties", EntityType.ISSUE, "e:any", set()),
        ("kitty", EntityType.BODY, "e:body", set()),
        ("purse", EntityType.ISSUE, None, {"e:any"}),
        ("purse", EntityType.BODY, None, {"e:any", "e:body"}),
        ("other", EntityType.BODY, None, set()),
    ],
)
def test_decisions_are_found_by_words_and_type(
    text: str, kind: EntityType, forced: str | None, barred: set[str]
) -> None:
    decided = Aliases(
        (
            Alias("kitty", "", False, "e:any"),
            Alias("kitty", "Body", False, "e:body"),
            Alias("purse", "", True, "e:any"),
            Alias("purse", "Body", True, "e:body"),
        )
    )
    found = decided.forced(Mention(text, kind))
    assert (found.iri if found else None) == forced
    assert set(decided.barred(Mention(text, kind))) == barred
