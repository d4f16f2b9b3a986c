"""What is installed is whole: a wheel carries the ontology, the corpus and the questions beside the code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kg import __version__

ROOT = Path(__file__).parents[1]

LOOK = """
import json, sys
from pathlib import Path
import kg
from kg import pipeline, queries, reports, resources, vocab
from kg.engines import one
folders = {name: str(resources.data_dir(name)) for name in ("ontology", "corpus", "queries")}
found = pipeline.documents([pipeline.corpus()], pipeline.Settings())
print(json.dumps({
    "package": kg.__file__,
    "version": kg.__version__,
    "folders": folders,
    "questions": [question.name for question in reports.questions()],
    "documents": [document.id for document in found.documents],
    "refused": [refusal.reason for refusal in found.refused],
    "concepts": len(vocab.load().concepts),
    "fingerprint": one.fingerprint("none"),
}))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that an installation of the wheel would give."""
    built, folder = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("unpacked")
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    ended = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    [wheel] = built.glob("*.whl")
    assert wheel.name == f"intergov_kg-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def relative(folder: Path, pattern: str) -> set[str]:
    found = {p.relative_to(folder).as_posix() for p in folder.rglob(pattern) if p.is_file()}
    return {name for name in found if "__pycache__" not in name}


def test_the_installed_package_finds_its_data(unpacked: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    ended = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=unpacked.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout)
    inside = [Path(seen["package"]), *map(Path, seen["folders"].values())]
    assert all(path.is_relative_to(unpacked.resolve()) for path in inside)
    assert seen["version"] == __version__
    assert seen["questions"] == sorted(p.stem for p in (ROOT / "queries").glob("*.rq"))
    assert seen["refused"] == []
    assert sorted(seen["documents"]) == sorted(p.stem for p in (ROOT / "corpus" / "works").glob("*.md"))
    assert seen["concepts"] > 100


@pytest.mark.parametrize("name", ["ontology", "corpus/works", "queries"])
def test_data_is_carried_whole(name: str, unpacked: Path) -> None:
    assert relative(unpacked / "kg" / "_data" / name, "*") == relative(ROOT / name, "*")


def test_the_files_that_are_read_as_data_are_carried(unpacked: Path) -> None:
    wanted = relative(ROOT / "kg", "*")
    carried = relative(unpacked / "kg", "*")
    assert wanted <= carried
    assert "py.typed" in carried
    assert {f for f in carried - wanted if not f.startswith("_data/")} == set()


def test_nothing_else_is_carried_and_the_command_is_declared(unpacked: Path) -> None:
    info = f"intergov_kg-{__version__}.dist-info"
    assert {p.name for p in unpacked.iterdir()} == {"kg", info}
    assert "kg = kg.cli:main" in (unpacked / info / "entry_points.txt").read_text()
    assert relative(unpacked / info, "LICENSE")
