"""Every kind of export in every form: it opens again, is the same twice, tells where it is from, refuses in a line."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest
import typer
from bibtexparser.entrypoint import parse_string
from export_readers import READERS
from export_samples import BIBTEX, CSL, FILES, RIS
from fixtures_store import LIMIT, Run, environment

from kg import __version__, cli, exporting, intaking, pipeline, publish
from kg.export.citations import Style
from kg.export.gapmap import COLUMNS
from kg.exporting import KINDS, Asked
from kg.model import Engine, KgError
from kg.networking import material
from kg.networks import Filter
from kg.pipeline import Settings
from kg.read import Reading, read_all
from kg.read.tagged import fields
from kg.store import Store

pytest_plugins = ["fixtures_store"]

DAY, SECONDS = "2023-11-14", "1700000000"
LICENCE = "CC BY 4.0, as a test says"
ASKED = Asked(licence=LICENCE, least=1, author="Ada Ash")
FORMS = [(kind.name, suffix) for kind in KINDS.values() for suffix in kind.suffixes]
FILTERED = [kind.name for kind in KINDS.values() if kind.filters]
WHOLE = [kind.name for kind in KINDS.values() if not kind.filters]

AGAIN = """
import sys
from functools import cache
from pathlib import Path
from test_exporting import write_all
write_all(Path(sys.argv[1]), Path(sys.argv[2]))
"""


class Made(NamedTuple):
    """A small store, a folder with every export of it, and the files of each."""

    store: Path
    folder: Path
    files: Mapping[tuple[str, str], tuple[Path, ...]]


def write_all(store: Path, folder: Path) -> dict[tuple[str, str], tuple[Path, ...]]:
    """Write every kind in every form; the claims are looked up once, which is what takes long."""
    found = {}
    with pytest.MonkeyPatch.context() as patch, Store.open(store) as opened:
        patch.setattr(exporting, "material", cache(material))
        patch.setenv("SOURCE_DATE_EPOCH", SECONDS)
        for kind, suffix in FORMS:
            path = folder / f"{kind}-{suffix[1:]}{suffix}"
            found[kind, suffix] = exporting.export(opened, store, kind, path, ASKED)
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of records in three formats and of two papers; not to be changed."""
    papers, path = tmp_path_factory.mktemp("papers"), tmp_path_factory.mktemp("export") / "kg"
    for name, text in FILES.items():
        (papers / name).write_text(text, encoding="utf-8")
    pipeline.build([papers], path, Settings(engine=Engine.RULES))
    return path


@pytest.fixture(scope="module")
def again(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A process that writes everything a second time, with other hashes, while this one writes it first."""
    folder = tmp_path_factory.mktemp("again")
    line = [sys.executable, "-c", AGAIN, str(store), str(folder)]
    more = environment(PYTHONHASHSEED="4711", PYTHONPATH=str(Path(__file__).parent))
    with subprocess.Popen(line, stderr=subprocess.PIPE, env=more) as running:
        yield running, folder


@pytest.fixture(scope="module")
def made(store: Path, again: object, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Every export of the store; not to be changed."""
    folder = tmp_path_factory.mktemp("exports")
    return Made(store, folder, write_all(store, folder))


@pytest.fixture(scope="module")
def opened(store: Path) -> Iterator[Store]:
    """The store, open; its claims are looked up once for each filter."""
    with pytest.MonkeyPatch.context() as patch, Store.open(store) as found:
        patch.setattr(exporting, "material", cache(material))
        yield found


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def texts(path: Path) -> str:
    """All that a file says, packed or not."""
    if path.suffix == ".parquet":
        return str(pq.read_schema(path).metadata)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    return path.read_text(encoding="utf-8")


# --- every kind in every form ---------------------------------------------------------------------


def test_a_reader_is_there_for_every_form() -> None:
    assert [(kind, suffix) for kind, forms in READERS.items() for suffix in forms] == FORMS


@pytest.mark.filterwarnings("ignore:The following arguments for Reference")
@pytest.mark.parametrize(("kind", "suffix"), FORMS)
def test_what_is_written_can_be_read(kind: str, suffix: str, made: Made) -> None:
    files = made.files[kind, suffix]
    assert all(path.is_file() for path in files)
    assert READERS[kind][suffix](made.folder / f"{kind}-{suffix[1:]}{suffix}") > 0


def test_forms_of_a_kind_hold_the_same(made: Made) -> None:
    counts = {
        kind: {READERS[kind][suffix](made.folder / f"{kind}-{suffix[1:]}{suffix}") for suffix in forms}
        for kind, forms in READERS.items()
        if kind in ("evidence", "comparison", "jsonld", "rdf12", "rocrate", "obsidian", "vosviewer", "cytoscape")
    }
    assert {kind: len(found) for kind, found in counts.items()} == dict.fromkeys(counts, 1)
    assert READERS["graphml"][".graphml"](made.files["graphml", ".graphml"][0]) in counts["cytoscape"]


@pytest.mark.parametrize(("kind", "suffix"), FORMS)
def test_every_export_says_where_it_is_from(kind: str, suffix: str, made: Made, opened: Store) -> None:
    told = "\n".join(texts(path) for path in made.files[kind, suffix])
    corpus = exporting.Order(opened, made.store, ASKED).stamp.corpus
    missing = [text for text in (f"intergov-kg {__version__}", corpus, "all claims", DAY, LICENCE) if text not in told]
    assert missing == []


def test_the_same_store_gives_the_same_bytes(made: Made, again: tuple[subprocess.Popen[bytes], Path]) -> None:
    running, folder = again
    _, message = running.communicate(timeout=LIMIT)
    assert running.returncode == 0, message.decode()
    assert tree(folder).keys() == tree(made.folder).keys()
    assert [name for name, content in tree(made.folder).items() if tree(folder)[name] != content] == []


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_the_draft_in_latex_compiles(made: Made, tmp_path: Path) -> None:
    shutil.copy(made.files["review", ".tex"][0], tmp_path / "review.tex")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "review.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=LIMIT, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]


# --- filters and refusals -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chosen(store: Path, opened: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports of the claims of two relations alone."""
    folder, asked = tmp_path_factory.mktemp("chosen"), Asked(Filter(frozenset({"promotes", "addresses"})), least=1)
    for kind in FILTERED:
        exporting.export(opened, store, kind, folder / f"{kind}{KINDS[kind].suffixes[0]}", asked)
    return folder


def test_filters_choose_claims(chosen: Path, made: Made) -> None:
    whole = {row["relation"] for row in json.loads(made.files["evidence", ".json"][0].read_text(encoding="utf-8"))}
    assert {"promotes", "hinders", "addresses"} <= whole
    with (chosen / "dna.csv").open(encoding="utf-8", newline="") as file:
        concepts = [row["concept"] for row in csv.DictReader(file, delimiter=";")]
    assert concepts
    assert all(" promotes " in concept or " addresses " in concept for concept in concepts)
    assert "hinders" not in (chosen / "rdf12.ttl").read_text(encoding="utf-8")
    reader = READERS["graphml"][".graphml"]
    assert 0 < reader(chosen / "graphml.graphml") < reader(made.files["graphml", ".graphml"][0])
    assert len(bibtex_entries(chosen / "bibliography.bib")) == len(
        bibtex_entries(made.files["bibliography", ".bib"][0])
    )


@pytest.mark.parametrize("kind", FILTERED)
def test_a_filter_stands_in_the_stamp(kind: str, chosen: Path) -> None:
    suffix = KINDS[kind].suffixes[0]
    files = [path for path in chosen.iterdir() if path.name.startswith(kind)]
    assert files
    assert any("addresses or promotes" in texts(path) for path in files), suffix


REFUSED = [
    ("nosuch", "a.csv", Asked(), r"no export is called 'nosuch'; choose one of evidence, matrix, "),
    ("evidence", "a.doc", Asked(), r"evidence is written as \.xlsx or \.csv or \.json or \.parquet"),
    ("evidence", "a", Asked(), r"evidence is written as "),
    ("obsidian", "notes.md", Asked(), r"obsidian is written as \.zip or a folder whose name has no dot"),
    ("evidence", "none/a.csv", Asked(), r"the folder \S+none does not exist; make it first"),
    ("obsidian", "none/notes", Asked(), r"the folder \S+none does not exist; make it first"),
    ("review", "a.md", Asked(style="nosuch"), r"'nosuch'; choose one of apa, chicago-author-date, gb-t-7714"),
    ("bibliography", "a.ris", Asked(style="nosuch"), r"'nosuch'; choose one of apa, "),
    ("gapmap", "a.svg", Asked(columns="nosuch"), r"'nosuch'; choose one of obstacle, outcome"),
    ("evidence", "a.csv", Asked(Filter(since=3000)), r"no claim is left to export \(published 3000 to \.\.\.\); ask "),
    ("bibliography", "a.ris", Asked(Filter(since=3000)), r"no claim is left to export .+; ask for less"),
    ("evidence", "a.csv", Asked(Filter(places=frozenset({"Atlantis"}))), r"no claim has the country 'Atlantis'; there"),
    ("evidence", "a.csv", Asked(Filter(levels=frozenset({"lunar"}))), r"no claim has the level .+ 'lunar'; there are"),
    *((k, f"a{KINDS[k].suffixes[0]}", Asked(Filter(since=1)), rf"{k} holds the whole store; leave the") for k in WHOLE),
]
"""Kind, file, what is asked, and the message."""


@pytest.mark.parametrize(("kind", "name", "asked", "message"), REFUSED)
def test_refusals_say_what_to_do(
    kind: str, name: str, asked: Asked, message: str, store: Path, opened: Store, tmp_path: Path
) -> None:
    with pytest.raises(KgError, match=message) as refused:
        exporting.export(opened, store, kind, tmp_path / name, asked)
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [("--style", "nosuch"), ("--relation", "nosuch"), ("--belief", "7")])
def test_the_command_refuses_in_one_line(options: tuple[str, ...], store: Path, tmp_path: Path, kg: Run) -> None:
    code, out, err = kg("export", "review", "--out", tmp_path / "a.md", *options, "--store", store)
    assert (code, out) == (1, "")
    assert err.startswith("kg: ")
    assert err.count("\n") == 1
    assert "fault of the program" not in err


@pytest.mark.parametrize("seconds", ["yesterday", "-1", "1e9"])
def test_a_date_that_is_none_is_refused(seconds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    with pytest.raises(KgError, match="is no number of seconds since 1970; mend or unset it"):
        exporting.today()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SECONDS)
    assert exporting.today().isoformat() == DAY


# --- back to the reference manager ----------------------------------------------------------------


def ris_records(text: str) -> list[list[tuple[str, str]]]:
    """Tags and values of each record."""
    return [list(fields(record + "\nER  - ")) for record in text.split("\nER  -")[:-1]]


def bibtex_entries(path: Path) -> dict[str, dict[str, str]]:
    """Fields of the entries of a BibTeX file by key, macros filled in."""
    library = parse_string(path.read_text(encoding="utf-8"))
    assert library.failed_blocks == []
    return {entry.key: {field.key: str(field.value) for field in entry.fields} for entry in library.entries}


def test_ris_comes_back_with_every_field(made: Made) -> None:
    found = ris_records(made.files["bibliography", ".ris"][0].read_text(encoding="utf-8"))
    whole = ris_records(RIS)
    assert len(whole) == 5
    for record in whole[:3]:
        (own,) = (other for other in found if all(other.count(field) >= record.count(field) for field in record))
        added = [field for field in own if field not in record]
        assert all(value.startswith(("kg:", "intergov-kg: ")) for _, value in added)
        assert [field for field in own if field in record] == record
    silent = next(record for record in found if ("ZZ", "odd") in record)
    assert silent == whole[1], "the record of a work without a claim is as it was"
    assert any(tag == "KW" and value == "kg:claims" for tag, value in found[0] + found[1] + found[2])


def test_bibtex_comes_back_with_every_field(made: Made, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIBTEX, encoding="utf-8")
    found, given = bibtex_entries(made.files["bibliography", ".bib"][0]), bibtex_entries(tmp_path / "a.bib")
    assert len(given) == 3
    for name, entry in given.items():
        kept = found[name]
        assert {field: kept[field] for field in entry if field != "keywords"} == {
            field: value for field, value in entry.items() if field != "keywords"
        }
        assert kept.get("keywords", "").startswith(entry.get("keywords", ""))
        assert set(kept) - set(entry) <= {"keywords", "annote"}
    names = list(found)
    assert names.index("aaa-parent") > names.index("ivy"), "what others refer to stands behind them"


def test_items_come_back_with_every_field(made: Made) -> None:
    found = {item["id"]: item for item in json.loads(made.files["bibliography", ".json"][0].read_text("utf-8"))}
    for item in json.loads(CSL):
        kept = found[item["id"]]
        assert {name: kept[name] for name in item if name not in ("keyword", "note")} == {
            name: value for name, value in item.items() if name not in ("keyword", "note")
        }
        assert kept.get("keyword", "").startswith(item.get("keyword", ""))
        assert kept.get("note", "").endswith(item.get("note", ""))


@pytest.mark.parametrize("suffix", [".ris", ".bib", ".json"])
def test_what_comes_back_is_read_as_the_same_works(suffix: str, made: Made, opened: Store) -> None:
    (reading,) = read_all([made.files["bibliography", suffix][0]])
    assert isinstance(reading, Reading)
    of_own = {".ris": "ris", ".bib": "bibtex", ".json": "csl-json"}[suffix]
    works = list(exporting.Order(opened, made.store, ASKED).works.values())
    own = {work.reference.title: work.reference for work in works if work.record and work.record.format == of_own}
    found = {document.reference.title: document.reference for document in reading.documents}
    assert len(found) == len(works)
    assert len(own) >= 2
    for title, reference in own.items():
        keywords = tuple(word for word in found[title].keywords if not word.startswith("kg:"))
        assert replace(found[title], keywords=keywords) == reference


@pytest.mark.parametrize("suffix", [".ris", ".bib", ".json"])
def test_abstracts_come_back_in_every_format(suffix: str, made: Made, opened: Store) -> None:
    (reading,) = read_all([made.files["bibliography", suffix][0]])
    assert isinstance(reading, Reading)
    found = {document.reference.title: publish.abstract(document) for document in reading.documents}
    works = exporting.Order(opened, made.store, ASKED).works.values()
    assert sum(bool(work.abstract) for work in works) == 4
    assert {work.reference.title: work.abstract for work in works} == found


SAME = """@article{ash,
  author = {Ash, Ada and Birch, Ben},
  title = {Tolls between two counties},
  journal = {Journal of Made-up Counties},
  year = {2004},
  doi = {10.1234/made.up.1},
  x-own = {mine},
}
"""
"""The first record of the RIS file, once more and without an abstract."""


def test_of_records_of_one_work_each_comes_back_in_its_format(tmp_path: Path) -> None:
    record = RIS.partition("ER  -")[0] + "ER  - \n"
    papers, path = tmp_path / "papers", tmp_path / "kg"
    papers.mkdir()
    (papers / "a.ris").write_text(record, encoding="utf-8")
    (papers / "b.bib").write_text(SAME, encoding="utf-8")
    pipeline.build([papers], path, Settings(engine=Engine.RULES))
    with Store.open(path) as opened:
        for suffix in (".ris", ".bib", ".json"):
            exporting.export(opened, path, "bibliography", tmp_path / f"back{suffix}", Asked())
        (work,) = exporting.Order(opened, path, Asked()).works.values()
        flow = exporting.flow(exporting.Order(opened, path, Asked()))
    assert {work.record and work.record.format, *(other.format for other in work.others)} == {"ris", "bibtex"}
    (back,) = ris_records((tmp_path / "back.ris").read_text(encoding="utf-8"))
    assert [field for field in back if not field[1].startswith(("kg:", "intergov-kg:"))] == ris_records(record)[0]
    (entry,) = bibtex_entries(tmp_path / "back.bib").values()
    assert entry["x-own"] == "mine"
    assert "abstract" not in entry, "a record that came in the format is as it was"
    (item,) = json.loads((tmp_path / "back.json").read_text(encoding="utf-8"))
    assert item["abstract"].startswith("Local protectionism hinders")
    assert (flow.identified, flow.duplicates, flow.read) == ((("files of one document", 2),), 1, 1)


def test_records_that_were_skipped_stand_in_the_report(store: Path) -> None:
    (report,) = (found for found in intaking.reports(store) if found.source.endswith("zotero.ris"))
    assert (report.seen, report.taken) == (5, 3)
    assert [s.reason.partition(";")[0] for s in report.skipped] == [
        "has neither title nor abstract",
        "is in French (fr)",
    ]
    assert [fields(s.raw) for s in report.skipped] == [tuple(record) for record in ris_records(RIS)[3:]]


def test_references_and_flow_need_no_claim(
    store: Path, opened: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = replace(material(opened, Filter()), claims=())
    monkeypatch.setattr(exporting, "material", lambda _, __: silent)
    for kind, name in (("bibliography", "b.ris"), ("bibliography", "b.md"), ("prisma", "p.csv")):
        exporting.export(opened, store, kind, tmp_path / name, Asked())
    found = ris_records((tmp_path / "b.ris").read_text(encoding="utf-8"))
    assert all(record in found for record in ris_records(RIS)[:3])
    with pytest.raises(KgError, match=r"no claim is left to export \(all claims\); ask for less, or build more"):
        exporting.export(opened, store, "evidence", tmp_path / "e.csv", Asked())


# --- the documentation ----------------------------------------------------------------------------

DOCUMENTED = Path(__file__).parents[1] / "docs" / "exports.md"


def test_the_commands_of_the_documentation_can_be_given() -> None:
    blocks = re.findall(r"^```console\n(.*?)^```", DOCUMENTED.read_text(encoding="utf-8"), re.M | re.S)
    lines = [shlex.split(line[2:]) for block in blocks for line in block.splitlines() if line.startswith("$ kg export")]
    assert len(lines) > 4
    commands = vars(typer.main.get_command(cli.app))["commands"]
    for _, _, *words in lines:
        given = commands["export"].make_context("export", words).params
        assert Path(given["out"]).suffix in KINDS[given["kind"]].suffixes, words
        assert given["style"] in list(Style)
        assert given["columns"] in COLUMNS


def test_the_table_of_the_documentation_has_every_form() -> None:
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|.*?\| (yes|no) \|", DOCUMENTED.read_text(encoding="utf-8"), re.M)
    told = {
        (kind, form): filters == "yes"
        for kinds, forms, filters in rows
        for kind in words(kinds)
        for form in words(forms)
    }
    assert {(kind, form) for kind, form in told if form in KINDS[kind].suffixes} == {(k, s) for k, s in FORMS if s}
    assert {kind: filters for (kind, _), filters in told.items()} == {
        kind.name: kind.filters for kind in KINDS.values()
    }


def words(cell: str) -> list[str]:
    return [word for code in re.findall("`(.*?)`", cell) for word in code.split()]
