"""What a person or a script meets: help, streams, exit codes, and one line for each thing that can go wrong."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints
from xml.etree import ElementTree

import openpyxl
import pytest
import rdflib
from fixtures_store import (
    DOCUMENTS,
    LIMIT,
    Run,
    command,
    environment,
    nquads,
    process,
)

from kg import __version__, cli, exporting, options
from kg.model import THIS_WORK, EntityType, Modality, Polarity, Relation
from kg.store import Store
from kg.store import writer as write_store

pytest_plugins = ["fixtures_store"]

COMMANDS = sorted(c.name or getattr(c.callback, "__name__", "") for c in cli.app.registered_commands)
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3|4|9|10)[0-7][;m]")
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/igr/ontology#Proposition> ; ?p ?o }"
SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/igr/ontology#Work> }"


def one_line(text: str) -> str:
    """A message, which must be one line that ends."""
    assert text.endswith("\n")
    assert text.count("\n") == 1, text
    return text


def plain(help_text: str) -> str:
    """A help page without the frames and line breaks of its layout."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", help_text).split())


# --- help, version, usage -------------------------------------------------------------------------


def test_the_commands_are_those_that_are_promised() -> None:
    promised = "aliases audit build curate diff evaluate export extract info network query remove validate view"
    assert set(promised.split()) <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_the_exit_codes(name: str, kg: Run) -> None:
    code, out, err = kg(name, "--help")
    assert (code, err) == (0, "")
    assert f"Example: kg {name}" in plain(out)
    assert plain(options.EXIT_CODES) in plain(out)
    assert kg(name, "-h").out == out


@pytest.mark.parametrize("callback", [c.callback for c in cli.app.registered_commands])
def test_every_option_and_argument_says_what_it_is(callback: Callable[..., None]) -> None:
    hints = get_type_hints(callback, include_extras=True)
    unexplained = [name for name, hint in hints.items() if name != "return" and not hint.__metadata__[0].help]
    assert unexplained == []


def test_the_root_has_help_and_version(kg: Run) -> None:
    assert plain(options.EXIT_CODES) in plain(kg("--help").out)
    assert kg("--version") == (0, f"kg {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("build", "--nosuch"),
        ("build", "--workers", "0"),
        ("remove",),
        ("view",),
        ("query",),
        ("extract", "a.txt", "--format", "pdf"),
        ("extract", "a.txt", "--format", "table", "--out", "a.jsonl"),
    ],
)
def test_wrong_usage_is_code_2_and_nothing_on_standard_output(arguments: tuple[str, ...], kg: Run) -> None:
    code, out, err = kg(*arguments)
    assert (code, out) == (2, "")
    assert "Usage: kg" in err


# --- streams --------------------------------------------------------------------------------------


def test_a_build_says_two_lines_on_standard_error_and_nothing_else(papers: Path, tmp_path: Path) -> None:
    code, out, err = process("build", papers, "--store", tmp_path / "kg")
    assert (code, out) == (0, "")
    given, made = err.splitlines()
    assert given.startswith("6 files of one document each (2 md, 4 txt); without authors 4")
    assert made.startswith(f"{tmp_path / 'kg'}: 6 documents (6 read now, 0 unchanged), 1")


def test_results_and_messages_do_not_mix(store: Path) -> None:
    code, out, err = process("query", "works", "--format", "csv", "--store", store)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "doc,citation,claims,sentences"
    code, out, err = process("query", "worsk", "--store", store)
    assert (code, out) == (2, "")
    assert one_line(err).startswith("kg: ")


@pytest.mark.parametrize("arguments", [("--help",), ("build", "PAPERS"), ("info",)])
def test_no_colour_where_it_is_not_wanted(arguments: tuple[str, ...], papers: Path, own_store: Path) -> None:
    line = [papers if word == "PAPERS" else word for word in arguments]
    ended = process(*line, TERM="xterm", FORCE_COLOR="1", NO_COLOR="1", KG_STORE=str(own_store))
    assert ended.code == 0
    assert not COLOUR.search(ended.out + ended.err)


def test_bold_letters_where_they_are_wanted() -> None:
    assert "\x1b[1m" in process("query", "--list", TERM="xterm", FORCE_COLOR="1").out
    assert "\x1b" not in process("query", "--list").out


def test_a_reader_that_has_seen_enough_is_no_fault(store: Path) -> None:
    for arguments in (("claims", "--format", "csv"), ("claims",), ("--list",)):
        line = command("query", *arguments, "--store", store)
        with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as asking:
            assert asking.stdout is not None
            assert asking.stderr is not None
            asking.stdout.close()
            message = asking.stderr.read().decode()
        assert asking.returncode == 0
        assert "kg:" not in message
        assert "Error" not in message


def test_output_is_utf8_whatever_the_locale_says(papers: Path, store: Path) -> None:
    for arguments in (("query", "works"), ("query", "works", "--format", "tsv")):
        ended = process(*arguments, PYTHONIOENCODING="ascii", KG_STORE=str(store))
        assert ended.code == 0
        assert "évora-2005" in ended.out


def test_an_interrupt_is_one_line_and_code_130(tmp_path: Path) -> None:
    line = command("build", "--store", tmp_path / "kg")
    with subprocess.Popen(
        line,
        stderr=subprocess.PIPE,
        env=environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # also where pytest ignores it
    ) as build:
        assert build.stderr is not None
        deadline = time.monotonic() + LIMIT
        while not (tmp_path / "kg" / "FORMAT").exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        build.send_signal(signal.SIGINT)
        message = build.stderr.read().decode()
    assert build.returncode == 130
    assert message == "kg: interrupted; run the same command again to go on\n"


def test_a_fault_of_the_program_is_one_line(store: Path, kg: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> Store:
        raise ZeroDivisionError("twice\nover")

    monkeypatch.setattr(cli, "opened", fail)
    code, out, err = kg("info", "--store", store)
    assert (code, out) == (1, "")
    assert one_line(err).startswith("kg: fault of the program: ZeroDivisionError: twice over; set KG_DEBUG=1")
    monkeypatch.setenv("KG_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main()


# --- inputs that cannot be read -------------------------------------------------------------------

BAD_FILES = {
    "empty.txt": (b"", "is empty; nothing to read"),
    "blank.md": (b" \n\n", "is empty; nothing to read"),
    "binary.txt": (b"\x7fELF\x02\x00", "is binary, not text; export it as text"),
    "chinese.txt": ("地方保护主义阻碍区域经济一体化。".encode("gb18030"), "save it as UTF-8"),
    "wide.txt": ("Local protectionism".encode("utf-16"), "is UTF-16; save it as UTF-8"),
    "front.md": (b"---\n{\n---\nText.", "front matter is not YAML; mend it or take it out"),
    "paper.pdf": (b"%PDF-1.7", "is broken or no PDF"),
    "paper.odt": (b"text", "cannot read .odt; save it as .docx"),
    "a\x1b[31m:smile:[red].txt": (b"", "the name holds control characters"),
}
"""Name, content, and what the message must say."""


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_done(
    name: str, papers: Path, tmp_path: Path, kg: Run
) -> None:
    content, cure = BAD_FILES[name]
    (tmp_path / name).write_bytes(content)
    code, out, err = kg("extract", tmp_path / name, papers / "adams-2001.txt")
    assert code == 3
    assert [json.loads(line)["doc"] for line in out.splitlines()] == ["adams-2001"]
    assert one_line(err).startswith(f"refused: {tmp_path / name.replace(chr(27), chr(92) + 'x1b')}:")
    assert cure in err


def test_folders_and_paths_without_documents_are_named(papers: Path, tmp_path: Path, kg: Run) -> None:
    (tmp_path / "nothing").mkdir()
    for path, cure in (
        (tmp_path / "nothing", "holds no document; give a folder with .bib, "),
        (tmp_path / "missing.txt", "no such file; check the path"),
    ):
        code, out, err = kg("extract", path, papers / "adams-2001.txt")
        assert (code, len(out.splitlines())) == (3, 1)
        assert one_line(err).startswith(f"refused: {path}: ")
        assert cure in err


def test_of_two_files_with_one_stem_the_second_is_refused(papers: Path, tmp_path: Path, kg: Run) -> None:
    other = tmp_path / "z" / "adams-2001.md"
    other.parent.mkdir()
    other.write_text("Trust promotes integration.", encoding="utf-8")
    first, second = sorted([papers / "adams-2001.txt", other])
    code, out, err = kg("extract", first, second)
    assert (code, len(out.splitlines())) == (3, 1)
    assert one_line(err).startswith(f"refused: {second}: has the same name as {first}")
    assert "rename one" in err


def test_a_build_goes_on_without_what_it_refused(papers: Path, graph: bytes, tmp_path: Path, kg: Run) -> None:
    for name, (content, _) in BAD_FILES.items():
        (tmp_path / name).write_bytes(content)
    bad = [tmp_path / name for name in BAD_FILES]
    code, out, err = kg("build", papers, *bad, "--store", tmp_path / "kg", "--json")
    report = json.loads(out)
    assert code == 3
    assert report["schema_version"] == 2
    assert (report["documents"], report["read"], len(report["refused"])) == (6, 6, len(BAD_FILES))
    assert len(err.splitlines()) == len(BAD_FILES)
    assert nquads(tmp_path / "kg") == graph


def test_a_dry_run_says_what_would_be_read_and_writes_nothing(papers: Path, tmp_path: Path, kg: Run) -> None:
    missing = tmp_path / "missing.txt"
    code, out, err = kg("build", papers, missing, "--dry-run", "--store", tmp_path / "kg")
    assert code == 3
    assert out.splitlines() == sorted(Path(name).stem for name in DOCUMENTS)
    refused, summed = err.splitlines()
    assert refused.startswith(f"refused: {missing}: ")
    assert summed == "6 documents would be read; files refused: 1"
    plan = json.loads(kg("build", papers, missing, "--dry-run", "--json").out)
    assert (len(plan["would_read"]), len(plan["refused"])) == (6, 1)
    assert not list(tmp_path.iterdir())


def test_a_missing_spacy_pipeline_is_told_with_the_cure(papers: Path, tmp_path: Path, kg: Run) -> None:
    for arguments in (
        ("build", papers, "--store", tmp_path / "kg"),
        ("build", papers, "--store", tmp_path / "kg", "--workers", "2"),
        ("extract", papers),
    ):
        code, out, err = kg(*arguments, "--spacy-model", "nosuch")
        assert (code, out) == (1, "")
        assert one_line(err) == "kg: spaCy pipeline nosuch is not installed; run: pip install nosuch\n"


# --- stores that cannot be used -------------------------------------------------------------------

READING = [
    ("query", "works"),
    ("info",),
    ("validate",),
    ("network",),
    ("view", "--out", "page.html"),
    ("export", "nquads", "--out", "graph.nq"),
    ("remove", "adams-2001"),
]


@pytest.mark.parametrize("arguments", READING, ids=lambda a: a[0])
def test_no_store_is_told_with_the_cure(arguments: tuple[str, ...], tmp_path: Path, kg: Run) -> None:
    path = tmp_path / "none"
    assert kg(*arguments, "--store", path) == (1, "", f"kg: no store at {path}; run: kg build --store {path}\n")
    assert not path.exists()


@pytest.mark.parametrize("arguments", [("info",), ("build", "PAPERS"), ("remove", "adams-2001")])
def test_a_store_of_a_newer_version_is_left_alone(
    arguments: tuple[str, ...], papers: Path, own_store: Path, kg: Run
) -> None:
    (own_store / "FORMAT").write_text('{"format": 2, "kg": "9.9.9"}\n', encoding="utf-8")
    line = [papers if word == "PAPERS" else word for word in arguments]
    code, out, err = kg(*line, "--store", own_store)
    assert (code, out) == (1, "")
    assert one_line(err).startswith(f"kg: {own_store} has format 2, written by kg 9.9.9; this is kg {__version__}")
    assert "upgrade intergov-kg" in err


@pytest.mark.parametrize("arguments", [("info",), ("build", "PAPERS"), ("remove", "adams-2001")])
def test_a_folder_that_is_no_store_is_left_alone(
    arguments: tuple[str, ...], papers: Path, tmp_path: Path, kg: Run
) -> None:
    (tmp_path / "letter.doc").touch()
    line = [papers if word == "PAPERS" else word for word in arguments]
    code, out, err = kg(*line, "--store", tmp_path)
    assert (code, out) == (1, "")
    assert one_line(err).startswith(f"kg: {tmp_path} is not a store")
    assert "choose another --store" in err
    assert [p.name for p in tmp_path.iterdir()] == ["letter.doc"]


def test_a_store_that_cannot_be_written_is_named(papers: Path, tmp_path: Path, kg: Run) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "kg"):
        code, out, err = kg("build", papers, "--store", path)
        assert (code, out) == (1, "")
        assert one_line(err).startswith(f"kg: {path} ")
        assert "choose another --store" in err


def test_a_damaged_store_is_told_with_the_cure(own_store: Path, kg: Run) -> None:
    graph = own_store / "graphs" / (own_store / "CURRENT").read_text().strip()
    shutil.rmtree(graph)
    code, out, err = kg("info", "--store", own_store)
    assert (code, out) == (1, "")
    assert one_line(err).startswith(f"kg: the graph of {own_store} cannot be opened")
    assert f"run: kg build --store {own_store}" in err


# --- questions ------------------------------------------------------------------------------------


def test_a_broken_query_is_shown_by_line_and_column(store: Path, tmp_path: Path, kg: Run) -> None:
    text = "SELECT ?s WHERE {\n  ?s ?p }"
    (tmp_path / "broken.rq").write_text(text, encoding="utf-8")
    for asked, stdin in ((tmp_path / "broken.rq", b""), ("-", text.encode())):
        code, out, err = kg("query", asked, "--store", store, stdin=stdin)
        assert (code, out) == (2, "")
        assert re.match(r"kg: the query is broken: error at 2:\d+: ", one_line(err))


REFUSED = [
    (("worsk",), "no question is called 'worsk'; nearest: works"),
    (("nosuch.rq",), "nosuch.rq: cannot be read"),
    (("what-hinders", "--set", "thing"), "--set thing: is not K=V"),
    (("mechanisms-for-obstacle", "--set", "obstacl=x"), "no parameter 'obstacl'; it takes obstacle"),
    (
        ("mechanisms-for-obstacle", "--set", "obstacle=local protectionis"),
        "no Obstacle is called 'local protectionis'; nearest: local protectionism",
    ),
    (("works", "--format", "ttl"), "ttl is no format for a table; choose one of csv, json, tsv, xml"),
    (("works", "--format", "pdf"), "pdf is no format for a table"),
    (("SELECT " + "?long " * 100 + "WHERE {}",), "no question is called 'SELECT ?long"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_a_question_that_cannot_be_asked_is_one_line(
    arguments: tuple[str, ...], message: str, store: Path, kg: Run
) -> None:
    code, out, err = kg("query", *arguments, "--store", store)
    assert (code, out) == (2, "")
    assert message in one_line(err)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"DELETE WHERE { ?s ?p ?o }", "updates are refused"),
        (b"SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE is refused"),
        (b"ASK { ?s ?p ?o }", "write a SELECT query"),
        (b"SELECT * { ?s ?p '\xff' }", "standard input: cannot be read"),
    ],
)
def test_a_query_that_is_refused_is_one_line(text: bytes, message: str, store: Path, kg: Run) -> None:
    code, out, err = kg("query", "-", "--store", store, stdin=text)
    assert (code, out) == (2, "")
    assert message in one_line(err)


def test_values_belong_to_ready_questions(store: Path, kg: Run) -> None:
    code, _, err = kg("query", "-", "--set", "a=b", "--store", store, stdin=SELECT.encode())
    assert code == 2
    assert "--set works with the ready questions" in one_line(err)


def test_the_ready_questions_are_listed(kg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # without a store
    code, out, err = kg("query", "--list", "--json")
    assert (code, err) == (0, "")
    listed = {question["name"]: question for question in json.loads(out)}
    assert listed["mechanisms-for-obstacle"]["parameters"][0]["name"] == "obstacle"
    assert all(question["summary"] for question in listed.values())
    text = kg("query", "--list").out
    assert all(name in text for name in listed)
    assert headings(text) == sorted({question["tags"][0] for question in listed.values()})
    for name, question in listed.items():
        assert headings(text[: text.index(f"\n  {name} ")])[-1] == question["tags"][0]


def headings(text: str) -> list[str]:
    """The headings of a list in groups: the lines of one word at the margin."""
    return re.findall(r"^([a-z]\S*) *$", text, re.MULTILINE)


def test_answers_parse_in_every_format(store: Path, kg: Run) -> None:
    def ask(format: str) -> str:
        code, out, err = kg("query", "claims", "--format", format, "--store", store)
        assert (code, err) == (0, "")
        return out

    rows = list(csv.DictReader(io.StringIO(ask("csv"))))
    assert {row["doc"] for row in rows} <= {Path(name).stem for name in DOCUMENTS}
    answer = json.loads(ask("json"))
    names = answer["head"]["vars"]
    assert len(answer["results"]["bindings"]) == len(rows) > 0
    assert kg("query", "claims", "--json", "--store", store).out == ask("json")
    lines = ask("tsv").splitlines()
    assert lines[0].split("\t") == [f"?{name}" for name in names]
    assert {line.count("\t") for line in lines} == {len(names) - 1}
    spaces = {"r": "http://www.w3.org/2005/sparql-results#"}
    assert len(ElementTree.fromstring(ask("xml")).findall(".//r:result", spaces)) == len(rows)


def test_a_graph_is_answered_in_turtle_from_a_file_and_from_standard_input(
    store: Path, tmp_path: Path, kg: Run
) -> None:
    (tmp_path / "own.rq").write_text(CONSTRUCT, encoding="utf-8")
    asked = ("--format", "ttl", "--store", store)
    code, out, err = kg("query", tmp_path / "own.rq", *asked)
    assert (code, err) == (0, "")
    assert len(rdflib.Graph().parse(data=out, format="turtle")) > 4
    assert kg("query", "-", *asked, stdin=CONSTRUCT.encode()).out == out
    assert process("query", "-", *asked, stdin=CONSTRUCT).out == out


def test_answers_are_shown_for_people(store: Path, kg: Run) -> None:
    code, out, err = kg("query", "works", "--store", store)
    assert (code, err) == (0, "")
    assert all(Path(name).stem in out for name in DOCUMENTS)
    code, out, err = kg("query", "what-hinders", "--store", store)
    assert code == 0
    assert re.fullmatch(r"\d+ rows?\n", err)
    assert "“" in out
    nothing = b"SELECT ?s { ?s a <x:none> }"
    assert kg("query", "-", "--store", store, stdin=nothing) == (0, "", "no rows\n")
    quotes = b"SELECT ?quote { ?s <https://w3id.org/igr/ontology#quote> ?quote }"
    assert "Tax sharing promotes" in kg("query", "-", "--store", store, stdin=quotes).out


# --- extraction and its judge ---------------------------------------------------------------------


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.split("\n") if line]


def test_extraction_is_in_the_format_of_the_annotation_guide(papers: Path, kg: Run) -> None:
    code, out, err = kg("extract", papers)
    assert (code, err) == (0, "")
    found = records(out)
    assert [record["doc"] for record in found] == sorted(Path(name).stem for name in DOCUMENTS)
    for record in found:
        assert list(record) == ["doc", "entities", "relations"]
        assert all(set(e) <= {"text", "type", "aliases"} for e in record["entities"])
        assert {e["type"] for e in record["entities"]} <= set(EntityType)
    assert all(record["relations"] for record in found)


def test_a_relation_has_the_keys_and_values_of_the_annotation_guide(papers: Path, kg: Run) -> None:
    for record in records(kg("extract", papers).out):
        for claim in record["relations"]:
            assert {claim["headType"], claim["tailType"]} <= set(EntityType)
            assert claim["relation"] in set(Relation)
            assert claim["polarity"] in set(Polarity)
            assert claim["modality"] in set(Modality)
            assert claim["attributedTo"]
            assert set(claim["evidence"]) == {"start", "end", "text"}
            assert claim["rule"]
            assert 0 < claim["confidence"] <= 1
            named = {form for e in record["entities"] for form in (e["text"], *e.get("aliases", []))}
            assert {claim["head"], claim["tail"]} <= named | {THIS_WORK}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_evidence_is_a_slice_of_the_text_as_read(encoding: str, line_end: str, tmp_path: Path, kg: Run) -> None:
    text = (
        "Évora – a title\n\n"
        "A 𝄞 “quoted” line about Málaga.\n\n"
        "Local protectionism hinders regional economic integration. Tax sharing promotes economic growth."
    )
    path = tmp_path / "a.txt"
    path.write_bytes(text.replace("\n", line_end).encode(encoding))
    as_read = path.read_text(encoding="utf-8-sig")
    [record] = records(kg("extract", path).out)
    assert len(record["relations"]) >= 2
    for claim in record["relations"]:
        evidence = claim["evidence"]
        assert as_read[evidence["start"] : evidence["end"]] == evidence["text"]


def test_out_writes_the_bytes_of_standard_output(papers: Path, tmp_path: Path, kg: Run) -> None:
    _, out, _ = kg("extract", papers)
    assert kg("extract", papers, "--out", tmp_path / "claims.jsonl") == (0, "", "")
    assert (tmp_path / "claims.jsonl").read_bytes() == out.encode()
    _, out, _ = process("extract", papers / "adams-2001.txt")
    assert out == records_of(tmp_path / "claims.jsonl", "adams-2001")


def records_of(path: Path, document: str) -> str:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return next(line for line in lines if json.loads(line)["doc"] == document)


def test_extraction_is_shown_for_people(papers: Path, kg: Run) -> None:
    code, out, err = kg("extract", papers / "adams-2001.txt", "--format", "table")
    assert (code, err) == (0, "2 rows\n")
    assert "local protectionism | hinders | regional economic integration" in out
    assert "“Benefit sharing reduces local protectionism.”" in out


def test_evaluation_of_documents_and_of_extracted_claims(papers: Path, tmp_path: Path, kg: Run) -> None:
    gold = tmp_path / "gold.jsonl"
    claim = {"relation": "hinders", "polarity": "positive", "modality": "asserted", "attributedTo": THIS_WORK}
    ends = {
        "head": "local protectionism",
        "headType": "Obstacle",
        "tail": "regional economic integration",
        "tailType": "Outcome",
    }
    missed = {"head": "x", "headType": "Factor", "tail": "y", "tailType": "Outcome"}
    record = {"doc": "brown-2002", "entities": [], "relations": [claim | ends, claim | missed]}
    gold.write_text(json.dumps(record) + "\n\n", encoding="utf-8")
    code, out, err = kg("evaluate", gold, papers, "--json")
    assert (code, err) == (0, "")
    figures = json.loads(out)
    assert figures["documents"] == 1
    assert (figures["claims"]["matched"], figures["claims"]["gold"]) == (1, 2)
    assert kg("extract", papers, "--out", tmp_path / "claims.jsonl").code == 0
    assert kg("evaluate", gold, tmp_path / "claims.jsonl", "--json").out == out
    text = kg("evaluate", gold, papers, "--by-relation").out
    assert text.startswith("1 documents\n")
    assert "  hinders" in text
    text = kg("evaluate", gold, papers, "--rules").out
    assert text.startswith("1 documents\n")
    assert "\nrule " in text
    record = json.loads(kg("evaluate", gold, papers, "--rules", "--json").out)["by_rule"][0]
    assert (record["rule"], record["right"], record["firings"]) == ("hinder-verb", 1, 1)


def test_a_gold_file_that_cannot_be_read_is_named(papers: Path, tmp_path: Path, kg: Run) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"doc": "a"}\n{"no": 1}\n', encoding="utf-8")
    for path, message in ((gold, f"{gold}:2: not a document"), (tmp_path / "none.jsonl", "cannot be read")):
        code, out, err = kg("evaluate", path, papers)
        assert (code, out) == (1, "")
        assert message in one_line(err)


# --- what leaves the store ------------------------------------------------------------------------


def claims_of(store: Path) -> int:
    with Store.open(store) as opened:
        counted = opened.select("SELECT (COUNT(*) AS ?n) { ?c a <https://w3id.org/igr/ontology#Claim> }")
    return int(counted.rows[0][0] or 0)


def test_export_of_the_graph(store: Path, graph: bytes, tmp_path: Path, kg: Run) -> None:
    out = tmp_path / "graph.nq"
    assert kg("export", "nquads", "--out", out, "--store", store) == (0, "", f"wrote {out}\n")
    stamp, quads = out.read_bytes().split(b"<", 1)
    assert b"<" + quads == graph
    assert all(line.startswith(b"# ") for line in stamp.splitlines())
    out = tmp_path / "graph.ttl"
    assert kg("export", "turtle", "--out", out, "--store", store) == (0, "", f"wrote {out}\n")
    assert b"@prefix igr:" in out.read_bytes()
    found = rdflib.Graph().parse(out, format="ox-turtle")
    assert len(found) > claims_of(store)


def test_export_of_the_evidence(store: Path, tmp_path: Path, kg: Run) -> None:
    for suffix in ("xlsx", "csv", "json"):
        assert kg("export", "evidence", "--out", tmp_path / f"e.{suffix}", "--store", store).code == 0
    sheet = openpyxl.load_workbook(tmp_path / "e.xlsx")["Evidence"]
    heading, *body = sheet.iter_rows(values_only=True)
    with (tmp_path / "e.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    table = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    assert len(body) == len(rows) == len(table) == claims_of(store)
    assert list(heading) == list(rows[0])
    quotes = {row["quote"] for row in rows}
    assert quotes == {row["quote"] for row in table}
    assert "Benefit sharing reduces local protectionism." in quotes


def test_exports_that_cannot_be_written_are_told(store: Path, tmp_path: Path, kg: Run) -> None:
    for kind, name, message in (
        ("nosuch", "e.csv", f"no export is called 'nosuch'; choose one of {', '.join(exporting.KINDS)}"),
        ("evidence", "e.doc", "evidence is written as .xlsx or .csv or .json or .parquet"),
        ("nquads", "none/e.nq", f"the folder {tmp_path / 'none'} does not exist; make it first"),
        ("turtle", ".", "turtle is written as .ttl"),
    ):
        code, out, err = kg("export", kind, "--out", tmp_path / name, "--store", store)
        assert (code, out) == (1, "")
        assert message in one_line(err)
    assert not list(tmp_path.iterdir())


def test_view_writes_a_page(store: Path, tmp_path: Path, kg: Run) -> None:
    out = tmp_path / "graph.html"
    assert kg("view", "--out", out, "--store", store) == (0, "", f"wrote {out}: 16 things, 12 claims\n")
    page = out.read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html")
    assert "local protectionism" in page


def test_network_and_info(store: Path, kg: Run) -> None:
    network = json.loads(kg("network", "--json", "--store", store).out)
    info = json.loads(kg("info", "--json", "--store", store).out)
    assert network["schema_version"] == info["schema_version"] == 1
    assert (info["kg"], info["works"], info["claims"]) == (__version__, len(DOCUMENTS), claims_of(store))
    assert network["all_claims"] == network["claims"] == info["claims"]
    assert {part: sum(held.values()) for part, held in info["claims_by"].items()} == dict.fromkeys(
        ("modality", "polarity", "engine", "holder"), info["claims"]
    )
    shown = kg("info", "--store", store)
    assert (shown.code, shown.err) == (0, "")
    assert re.search(rf"^documents +{len(DOCUMENTS)}$", shown.out, re.MULTILINE)
    assert re.search(r"^claims by modality +asserted \d", shown.out, re.MULTILINE)


def test_a_store_without_claims_can_be_asked(tmp_path: Path, kg: Run) -> None:
    (tmp_path / "a.txt").write_text("Nothing here.", encoding="utf-8")
    store = ("--store", tmp_path / "kg")
    assert kg("build", tmp_path / "a.txt", *store).code == 0
    for arguments in (("info",), ("network",), ("validate",), ("query", "claims")):
        assert kg(*arguments, *store).code == 0
    code, _, err = kg("view", "--out", tmp_path / "a.html", *store)
    assert code == 1
    assert "no claims to draw; run: kg build PATH" in one_line(err)


def test_a_store_is_valid_until_it_is_not(own_store: Path, kg: Run) -> None:
    assert kg("validate", "--store", own_store) == (0, "", f"{own_store}: valid\n")
    assert kg("validate", "--json", "--store", own_store).out == "[]\n"
    claim = "<https://w3id.org/igr/claim/bad>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/igr/ontology#Claim>"
    lines = nquads(own_store).decode().split("\n")[:-1]
    with write_store(own_store) as target:
        target.publish([*lines, f"{claim} {kind} <https://w3id.org/igr/graph/bad> ."], [])
    code, out, err = kg("validate", "--store", own_store)
    assert (code, out) == (4, "")
    assert any(line.startswith(f"{own_store}: {claim.strip('<>')}: ") for line in err.splitlines())
    code, out, _ = kg("validate", "--json", "--store", own_store)
    assert code == 4
    assert claim.strip("<>") in {v["node"] for v in json.loads(out)}
    assert all(v["node"] and v["cure"] for v in json.loads(out))


def test_documents_are_removed(own_store: Path, old_graph: bytes, kg: Run) -> None:
    gone = ["brown-2002", "doe-2004", "évora-2005"]
    code, out, err = kg("remove", *gone, "--store", own_store)
    assert (code, out) == (0, "")
    assert one_line(err) == f"removed {', '.join(gone)} from {own_store}\n"
    assert nquads(own_store) == old_graph
    code, out, err = kg("remove", "doe-2004", "--store", own_store)
    assert (code, out) == (1, "")
    assert "no document doe-2004; `kg query works" in one_line(err)


def test_the_store_is_named_by_the_environment(
    store: Path, kg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE", str(store))
    assert kg("info", "--json").code == 0
    assert kg("info", "--store", tmp_path / "other").code == 1  # an option goes before it
    monkeypatch.delenv("KG_STORE")
    assert kg("info").err == "kg: no store at .kg; run: kg build --store .kg\n"
