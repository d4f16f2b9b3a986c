"""The documentation is true: its commands run, every command is in it, every term is explained."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path
from threading import Timer

import pytest
import rdflib
from fixtures_store import LIMIT, environment, write_documents
from rdflib.namespace import RDFS, SKOS

from kg import __version__, cli, vocab
from kg.model import EntityType, Modality, Polarity, Relation
from kg.ontology_triples import IGR

pytest_plugins = ["fixtures_store"]

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"

COMMANDS = sorted(c.name or getattr(c.callback, "__name__", "") for c in cli.app.registered_commands)


def shell_lines(text: str) -> list[str]:
    """The command lines of the ``sh`` blocks of a Markdown text, continued lines joined."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    joined = "\n".join(blocks).replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip()]


def unmentioned(text: str) -> list[str]:
    """The commands that no line of a text shows."""
    return [name for name in COMMANDS if not re.search(rf"\bkg {name}\b", text)]


def runnable(text: str) -> list[str]:
    """The lines that can be run from the repository alone: ``kg ...`` and ``echo ... | kg ...``."""
    lines = shell_lines(text)
    return [line for line in lines if re.match(r"(echo .*\| )?kg ", line) and "../shared" not in line]


def failures(lines: Iterable[str], folder: Path) -> list[str]:
    """The lines that do not end well, each run after those before it, with what they said."""
    found = []
    for line in lines:
        code, said = (_serve if line.startswith("kg serve") else _run)(line, folder)
        if code:
            found.append(f"{line}\n  exit code {code}: {said.strip()}")
    return found


def _run(line: str, folder: Path) -> tuple[int, str]:
    ended = subprocess.run(
        ["sh", "-c", line],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    return ended.returncode, ended.stderr


def _serve(line: str, folder: Path) -> tuple[int, str]:
    """A server is stopped as soon as it says that it listens, on a port that is free."""
    command = ["sh", "-c", f"exec {line.split('#')[0]} --port 0"]
    with subprocess.Popen(command, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True) as run:
        watch = Timer(LIMIT, run.kill)
        watch.start()
        try:
            assert run.stderr is not None
            said = "".join(takewhile(lambda told: "Reading room: " not in told, run.stderr))
            run.terminate()
            return run.wait(), said
        finally:
            watch.cancel()
            run.kill()


@pytest.fixture
def checkout(corpus_store: Path, tmp_path: Path) -> Path:
    """What a reader of the README has: the data, a store of the bundled corpus, papers and gold of their own."""
    for name in ("corpus", "ontology", "queries"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(corpus_store, tmp_path / ".kg")
    papers = write_documents(tmp_path / "papers")
    shutil.copy(papers / "adams-2001.txt", tmp_path / "thesis.txt")
    record = "TY  - JOUR\nTI  - Benefit sharing between towns\nAB  - Benefit sharing promotes cooperation.\nER  - \n"
    (tmp_path / "references.ris").write_text(record, encoding="utf-8")
    gold = {"doc": "thesis", "entities": [], "relations": []}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n", encoding="utf-8")
    return tmp_path


def test_every_command_is_in_the_readme() -> None:
    missing = unmentioned(README.read_text(encoding="utf-8"))
    assert not missing, f"README.md shows no `kg {missing[0]}`; missing: {', '.join(missing)}"


def test_the_commands_of_the_readme_run(checkout: Path) -> None:
    lines = runnable(README.read_text(encoding="utf-8"))
    assert lines, "README.md has no line `kg ...` in a ```sh block"
    bad = failures(lines, checkout)
    assert not bad, "\n".join(["", *bad])


def test_the_python_of_the_readme_runs(checkout: Path) -> None:
    for block in re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.M | re.S):
        subprocess.run([sys.executable, "-c", block], cwd=checkout, env=environment(), timeout=LIMIT, check=True)


def test_the_targets_of_the_readme_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    lines = shell_lines(README.read_text(encoding="utf-8"))
    named = {word for line in lines if line.startswith("make") for word in line.split("#")[0].split()[1:]}
    assert {word for word in named if "=" not in word} <= targets


MADE_UP = """# A tool

```sh
make demo            # sets everything up
kg build papers/ --store review.kg
kg query mechanisms-for-obstacle \\
  --set obstacle="local protectionism"
echo 'SELECT * {}' | kg query -
kg info --store review.kg --json > info.json   # what is in it
kg evaluate ../shared/gold/dev.jsonl corpus
kg info --store nowhere.kg
```

Run `kg view --out graph.html`.

```python
kg nonsense
```
"""


def test_the_checks_find_what_is_wrong_with_a_readme(checkout: Path) -> None:
    missing = set(COMMANDS) - {"build", "query", "info", "evaluate", "view"}
    assert set(unmentioned(MADE_UP)) == missing
    lines = runnable(MADE_UP)
    assert len(lines) == 5
    [bad] = failures(lines, checkout)
    assert bad.startswith("kg info --store nowhere.kg\n  exit code 1: kg: no store at nowhere.kg")
    assert '"works": 6' in (checkout / "info.json").read_text()


def test_the_changelog_has_a_section_for_this_version() -> None:
    changes = ROOT / "CHANGELOG.md"
    assert changes.is_file(), "CHANGELOG.md is missing"
    heading = rf"^## \[?{re.escape(__version__)}\]?(\s|$)"
    assert re.search(heading, changes.read_text(encoding="utf-8"), re.MULTILINE)


TERMS = [*EntityType, *Relation, *Polarity, *Modality]


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(vocab.ontology_files()[0], format="ox-turtle")


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_every_term_has_a_label_a_definition_and_an_example(term: str, ontology: rdflib.Graph) -> None:
    for what in (RDFS.label, SKOS.definition, SKOS.example):
        texts = [str(o) for o in ontology.objects(IGR[term], what)]
        assert any(text.strip() for text in texts), f"igr:{term} has no {what}"
