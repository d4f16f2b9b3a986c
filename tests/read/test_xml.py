from __future__ import annotations

import time

import pytest

from kg.model import ReadError
from kg.read import xml
from kg.read.markup import Pages, tidied, words
from kg.read.records import Fault, Source
from kg.read.xml import Piece, records


def source(text: str) -> Source:
    return Source("works.xml", text.encode(errors="replace"), text)


def read(text: str, tags: str = "record") -> list[Piece | Fault]:
    return list(records(source(text), tags))


def text_of(inner: str) -> str:
    (piece,) = read(f"<record>{inner}</record>")
    assert isinstance(piece, Piece)
    return words(piece.element)


def test_records_keep_their_words_and_lines() -> None:
    found = read("<?xml version='1.0'?>\n<set>\n <record>a</record>\n\n <record id='2'\n>b</record></set>")
    assert [(piece.line, piece.raw) for piece in found] == [
        (3, "<record>a</record>"),
        (5, "<record id='2'\n>b</record>"),
    ]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("a &amp; b &lt; c", "a & b < c"),
        ("caf&eacute;&nbsp;au lait", "café au lait"),
        ("R&D and A&B;", "R&D and A&B;"),
        ("bad \x01control&#x1; &#0;signs\ufffe", "bad control signs"),
        ("<!-- </record> -->a<![CDATA[ < b </record>]]>", "a < b"),
        ("<x:i>far</x:i> <i>away</i>", "far away"),
        ("<?page 3?>a", "a"),
    ],
)
def test_text(inner: str, expected: str) -> None:
    assert text_of(inner) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<r><record>a</b></record></r>", "is not well-formed XML at line 1"),
        ("<r><record>a", "is not well-formed XML at line 1"),
        ("<r><record>" + "<a>" * 400 + "</record></r>", "is not well-formed XML at line 1"),
    ],
)
def test_a_broken_record_is_a_fault_of_one_line(text: str, reason: str) -> None:
    found = read(text + "<record>whole</record>")
    assert isinstance(found[0], Fault)
    assert found[0].reason.startswith(reason)
    assert "\n" not in found[0].reason
    assert isinstance(found[1], Piece)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<set/>", "works.xml: has no <record>; export it again as XML"),
        (
            '<!DOCTYPE set [<!ENTITY a "b">]><set><record>&a;</record></set>',
            "works.xml:1: declares entities of its own in its DOCTYPE; take the DOCTYPE out",
        ),
    ],
)
def test_files_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(ReadError) as error:
        read(text)
    assert str(error.value) == message


def test_no_file_is_opened_for_an_entity() -> None:
    (found,) = read('<!DOCTYPE set SYSTEM "file:///etc/passwd"><set><record>a &passwd; b</record></set>')
    assert isinstance(found, Piece)
    assert words(found.element) == "a &passwd; b"


def test_words_between_records_are_faults_where_asked() -> None:
    found = list(records(source("<s><record>a</record><x>lost</x><record>b</record>end</s>"), "record", gaps=True))
    assert [f.raw for f in found if isinstance(f, Fault)] == ["lost", "end"]


def test_a_record_of_very_many_tags_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "_MAX_TAGS", 3)
    (found,) = read("<record><a/><a/></record>")
    assert isinstance(found, Fault)


@pytest.mark.parametrize("unit", ["<", "<!--", "<![CDATA[", "&", "&#", "<record>", "<record/>", "<record><a>", "<a:b>"])
def test_hostile_text_takes_time_in_proportion(unit: str) -> None:
    start = time.perf_counter()
    for _ in records(source("<s><record>" + unit * 10_000 + "</record></s>"), "record"):
        pass
    assert time.perf_counter() - start < 10


GONE = "\ue001"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (f"shared [{GONE},{GONE}–{GONE}] costs", "shared costs"),
        (f"shared{GONE},{GONE} costs", "shared costs"),
        (f"shared ({GONE}; see {GONE}) .", "shared."),
        (f"as Lake et al. [{GONE}]. They", "as Lake et al. They"),
        (f"(Figure 1; {GONE}) and ({GONE}, Table 2)", "(Figure 1) and (Table 2)"),
        (f"pay {GONE}, and {GONE}.", "pay, and."),
        ("Costs ( n = 5 ) rise ...", "Costs ( n = 5) rise ..."),
        ("empty () and [ ] gone", "empty and gone"),
        ("p = .05 or 5 %", "p = .05 or 5 %"),
    ],
)
def test_tidying(marked: str, expected: str) -> None:
    assert tidied(marked) == expected


def test_pages_turn_inside_lines_and_between_them() -> None:
    pages = Pages()
    first = pages.line(
        "\ue00012\ue002 Councils pay\ue00013\ue002 and \ue00014\ue002\ue00015\ue002 they pro\ue00016\ue002vide."
    )
    assert first == ("Councils pay and they provide.", "12", ((13, "13"), (17, "15"), (25, "16")))
    assert pages.line("\ue00017\ue002") == ("", "17", ())
    assert pages.line("Rest.\ue00018\ue002 ") == ("Rest.", "17", ())
    assert pages.line("New.") == ("New.", "18", ())


def test_reasons_are_one_plain_line() -> None:
    (fault,) = read('<record xmlns:a="http://x.\x7f0\u2028"><a:b/></record>'.replace('"', "'"))
    assert isinstance(fault, Fault)
    assert fault.reason.isprintable()
