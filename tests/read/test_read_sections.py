from __future__ import annotations

import time
from pathlib import Path

import pytest

from kg.model import Role, Section
from kg.read import fulltext
from kg.read.records import Block
from kg.read.sections import MAX_ABSTRACT, MAX_PASSED, Heading, section_of, sectioned

SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Abstract", "abstract"),
        ("A B S T R A C T", "abstract"),
        ("Executive Summary", "abstract"),
        ("1. Introduction", "introduction"),
        ("2.INTRODUCTION", "introduction"),
        ("I INTRODUCTION", "introduction"),
        ("Introduction: councils in crisis", "introduction"),
        ("1.2 Research questions", "introduction"),
        ("II. LITERATURE REVIEW", "literature review"),
        ("Chapter Two: Literature Review and Hypotheses", "literature review"),
        ("## Theoretical and Analytical Framework", "literature review"),
        ("2.3 Theory and hypotheses", "literature review"),
        ("Data and methods", "method"),
        ("3 RESEARCH METHOD", "method"),
        ("Research Design", "method"),
        ("**Case selection**", "method"),
        ("Results and discussion", "results"),
        ("4 RESEARCH AND ANALYSIS", "results"),
        ("Findings: who pays?", "results"),
        ("Main empirical results, 1990–2000", "results"),
        ("Discussion and conclusions", "discussion"),
        ("Limitations of the study", "discussion"),
        ("Conclusion – what next?", "conclusion"),
        ("Summary and conclusions", "conclusion"),
        ("Policy implications for the provinces", "conclusion"),
        ("Concluding Remarks", "conclusion"),
        ("Key words:", "keywords"),
        ("**References**", "references"),
        ("7.Bibliography", "references"),
        ("Notes.", "references"),
        ("Appendix B: Questionnaire", ""),
        ("Acknowledgements", ""),
        ("Table of contents", ""),
    ],
)
def test_what_a_heading_names(heading: str, section: str) -> None:
    assert section_of(heading) == section


@pytest.mark.parametrize(
    "heading",
    [
        "The case of the Rhine",
        "Methods of cooperation",
        "Theory and practice of cooperation",
        "Data sharing among agencies",
        "Results-based management",
        "REFERENCES.....\t63",
        "Chapter Two",
        "Sources: World Bank",
        "",
        "introduction " * 50,
    ],
)
def test_headings_that_name_no_section(heading: str) -> None:
    assert section_of(heading) is None


def told(*blocks: Block | str) -> list[str]:
    """The section of every block; a text with a star before it is a heading."""
    made = [
        b if isinstance(b, Block) else Block(b.lstrip("*"), Role.HEADING if b[0] == "*" else Role.BODY) for b in blocks
    ]
    return [block.section for block in sectioned(made)]


INTRODUCTION, LITERATURE, METHOD, RESULTS = "introduction", "literature review", "method", "results"


@pytest.mark.parametrize(
    ("blocks", "sections"),
    [
        (["We met."], [""]),
        (["*1 Introduction", "We met.", "*1.1 Towns", "They met."], [INTRODUCTION] * 4),
        (["*1 Introduction", "*2 The Rhine", "It flows."], [INTRODUCTION, "", ""]),
        (["*Introduction", "*The Rhine", "It flows."], [INTRODUCTION] * 3),
        (["*Chapter 1: Introduction", "*1. Towns", "*Chapter 2: The Rhine"], [INTRODUCTION] * 2 + [""]),
        (["*CHAPTER TWO", "*LITERATURE REVIEW", "*1. Towns", "*CHAPTER III"], ["", LITERATURE, LITERATURE, ""]),
        (["*CHAPTER TWO", "*THE RHINE", "It flows."], ["", "", ""]),
        (["*2 Methods", "*2.1 Introduction", "*2.2 Data analysis", "*2.3 Summary"], [METHOD] * 4),
        (["*4 Results", "*4.1 Methods of analysis", "*4.1.1 Towns", "*4.2 Lakes"], [RESULTS, METHOD, METHOD, RESULTS]),
        (["*Results", "*Summary", "It works."], [RESULTS, "conclusion", "conclusion"]),
        (["*Conclusion", "We end.", "*Acknowledgements", "Thanks."], ["conclusion"] * 2 + [""] * 2),
        (["Abstract. We ask who pays.", "It rains."], ["abstract", ""]),
        (["*Abstract", "We ask.", "We count.", "Keywords: trust", "It rains."], ["abstract"] * 3 + ["keywords", ""]),
        (["*Keywords", "trust; parks", "It rains."], ["keywords", "keywords", ""]),
        (["ABSTRACT..... I"], [""]),
        (["*References", "*Books", "Lee.", "*Lee (1999)", "*Annex", "A."], ["references"] * 4 + [""] * 2),
        (["*References", "Lee.", "*The Rhine", "It flows."], ["references"] * 2 + [""] * 2),
        (["*I. INTRODUCTION", "*A. Towns", "*II. THE RHINE"], [INTRODUCTION, INTRODUCTION, ""]),
        (["*## Introduction", "*### Towns", "*## Rhine"], [INTRODUCTION, INTRODUCTION, ""]),
    ],
)  # fmt: skip
def test_how_far_a_section_reaches(blocks: list[str], sections: list[str]) -> None:
    assert told(*blocks) == sections


def test_levels_that_the_file_tells() -> None:
    heads = [("Introduction", 1), ("Towns", 2), ("The Rhine", 1), ("Results", 2), ("Lakes", 3), ("Seas", 2)]
    assert told(*(Heading(text, level=level) for text, level in heads)) == ["introduction"] * 2 + [""] + [
        "results"
    ] * 2 + [""]


def test_roles_and_sections_that_are_set() -> None:
    blocks = (
        Block("Aims", section=Section.ABSTRACT),
        Block("Keywords: trust"),
        Heading("References"),
        Block("Lee, A. (1999)."),
        Heading("Conclusion"),
        Block("Set", section=Section.METHOD),
    )
    found = [(block.role, block.section) for block in sectioned(blocks)]
    assert found == [
        (Role.BODY, Section.ABSTRACT),
        (Role.KEYWORDS, Section.KEYWORDS),
        (Role.SKIPPED, Section.REFERENCES),
        (Role.SKIPPED, Section.REFERENCES),
        (Role.HEADING, Section.CONCLUSION),
        (Role.BODY, Section.METHOD),
    ]


def roles(*blocks: Block | str) -> str:
    """The first letter of the role of every block; a text with a star before it is a heading."""
    made = [
        b if isinstance(b, Block) else Block(b.lstrip("*"), Role.HEADING if b[0] == "*" else Role.BODY) for b in blocks
    ]
    return "".join(block.role[0] for block in sectioned(made))


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (["*Acknowledgements", "Grants help us.", "*1 Introduction", "Towns met."], "sshb"),
        (["*8. ACKNOWLEDGMENTS.", "Thanks.", "*The Rhine", "It flows."], "sshb"),
        (["*Author Contributions", "Lee wrote.", "*Conflicts of Interest", "None.", "*References", "Lee."], "ssssss"),
        (["*Conclusion", "We end.", "*Funding", "A grant.", "*Ethics", "Sworn.", "*Appendix", "A."], "hbsssshb"),
        (["*Data availability statement", "Open.", "Keywords: trust", "Towns met."], "sskb"),
        (["*Funding", "Grants promote cooperation."], "hb"),
        (["*Conclusion", "We end.", "*5.2 Funding", "Grants promote cooperation."], "hbhb"),
        (["*Results", "It works.", "*Funding", "Grants promote cooperation."], "hbhb"),
        (["*Acknowledgement of debts by the centre", "It paid."], "hb"),
        (["*Declaration of emergency", "The centre declared it."], "hb"),
        (["Acknowledgements and the like matter.", "Towns met."], "bb"),
        ([Heading("Declarations", level=1), Heading("Use of notes", level=2), "A.", Heading("Rhine", level=1)], "sssh"),
        ([Heading("Ethics statement", section=Section.METHOD), Block("Sworn.", section=Section.METHOD),
          Block("Trust helps.", section=Section.RESULTS)], "ssb"),
    ],
)  # fmt: skip
def test_statements_are_not_read(blocks: list[Block | str], expected: str) -> None:
    assert roles(*blocks) == expected


def test_a_statement_has_an_end() -> None:
    found = roles("*Acknowledgements", *["We thank the clerks. " * 50] * 20)
    assert 0 < found.count("s") * 1050 <= MAX_PASSED + 3 * 1050
    assert found[-1] == "b"


def test_statements_of_a_text_are_not_read() -> None:
    text = b"Rivers\n\nFloods hinder trade.\n\nAcknowledgements\n\nGrants help us.\n\nAppendix A\n\nTowns met.\n"
    parts = fulltext.text_document("rivers", "rivers.txt", text).parts
    assert "".join(part.role[0] for part in parts) == "tbsshb"


def test_an_abstract_has_an_end() -> None:
    sections = told("*Abstract", *["The towns met. " * 100] * 20)
    assert sections.count("abstract") * 1500 <= MAX_ABSTRACT + 3 * 1500
    assert sections[-1] == ""


def test_parts_of_a_text_have_sections() -> None:
    text = b"Rivers\n\nAbstract\n\nWe ask.\n\n1. Introduction\n\nTowns met.\n\nReferences\n\nLee (1999).\n"
    document = fulltext.text_document("rivers", "rivers.txt", text)
    assert [(p.role, p.section) for p in document.parts] == [
        (Role.TITLE, Section.NONE),
        (Role.HEADING, Section.ABSTRACT),
        (Role.BODY, Section.ABSTRACT),
        (Role.HEADING, Section.INTRODUCTION),
        (Role.BODY, Section.INTRODUCTION),
        (Role.SKIPPED, Section.REFERENCES),
        (Role.SKIPPED, Section.REFERENCES),
    ]


def test_hostile_headings_take_no_time() -> None:
    begun = time.perf_counter()
    for unit in (
        "theoretical and ",
        "results of ",
        "1.",
        "a, ",
        "a & ",
        "( ",
        "A ",
        "conclusion - ",
        "**",
        "summary, and ",
    ):
        sectioned([Heading(unit * 100_000), Heading((unit * 200)[:200]), Block(unit * 100_000)])
    assert time.perf_counter() - begun < 2


@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs ../shared/seeds")
def test_sections_of_a_real_thesis() -> None:
    path = next(SEEDS.glob("003*.txt"))
    document = fulltext.read_text(path)
    chapters = {
        document.text[p.start : p.end]: p.section.value
        for p in document.parts
        if p.role is Role.HEADING and document.text[p.start].isdigit() and document.text[p.start + 1] == " "
    }
    assert chapters == {
        "1 INTRODUCTION": "introduction",
        "2 LITERATURE REVIEW": "literature review",
        "3 RESEARCH METHOD": "method",
        "4 RESEARCH AND ANALYSIS": "results",
        "5 CONCLUSION": "conclusion",
    }
