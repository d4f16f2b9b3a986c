"""Counts what repair mends and what it should have left alone.

    python tests/bench/repair.py ../shared/seeds ../shared/real-inputs

Of the words that were glued in the seeds (`tests/data/glued.tsv`, listed by hand) the share that is split as listed;
of the words of clean abstracts (RIS exports) and of articles under corpus/works the number changed in 1,000, curly
quotation marks and other plain signs apart; of neighbours glued at random the share parted; and how fast.
"""

from __future__ import annotations

import argparse
import difflib
import random
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.model import Role
from kg.read import read
from kg.repair import repair
from kg.repair.characters import characters

ROOT = Path(__file__).parents[2]
CLEAN = ("wos_search.ris", "wos_valid.ris", "scopus_social_policy.ris", "psycinfo.ris")
"""Exports with abstracts as their publishers gave them; the others hold scraped pages."""

_ABSTRACT = re.compile(r"^(?:AB|N2)  - (.{200,}?)(?=^[A-Z][A-Z0-9]  - )", re.M | re.S)


def blocks(path: Path) -> Iterator[tuple[int, str]]:
    """The blocks of a work that are read, with their places."""
    document = read(path).documents[0]
    for part in document.parts:
        if part.role is not Role.SKIPPED:
            yield part.start, document.text[part.start : part.end]


def glued(seeds: Path) -> Iterator[tuple[str, str, str, str]]:
    """Each place of a listed word: the seed, the word as read, as it should be and as it was mended."""
    for row in (ROOT / "tests" / "data" / "glued.tsv").read_text(encoding="utf-8").splitlines():
        seed, wrong, right = row.split("\t")
        word = re.compile(rf"(?<!\w){re.escape(wrong)}(?!\w)" if wrong[0].isalpha() else re.escape(wrong) + r"\b")
        for _, text in blocks(next(seeds.glob(f"{seed}_*.txt"))):
            for m in word.finditer(text):
                mended = repair(text)
                found = "".join(
                    c for c, at in zip(mended.text, mended.origin, strict=True) if m.start() <= at < m.end()
                )
                yield seed, wrong, right, found


def changed(texts: Iterable[str]) -> tuple[list[str], int]:
    """The words that repair changed, and how many words there are."""
    found: list[str] = []
    count = 0
    for text in texts:
        before, after = _plain(text).split(), _plain(repair(text).text).split()
        count += len(before)
        if before == after:
            continue
        for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if kind != "equal":
                found.append(f"{' '.join(before[a:b])} -> {' '.join(after[c:d])}")
                found += ["+"] * (max(b - a, 1) - 1)
    return found, count


def _plain(text: str) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, new in characters(text):
        pieces += (text[done:start], new)
        done = end
    return re.sub(r"\A#+ |[*_]", "", "".join(pieces) + text[done:])


def abstracts(folder: Path) -> Iterator[str]:
    """The abstracts of the clean exports."""
    for path in sorted(p for p in folder.rglob("*.ris") if p.name in CLEAN):
        yield from (" ".join(m[1].split()) for m in _ABSTRACT.finditer(path.read_text("utf-8-sig", "replace")))


def articles() -> Iterator[str]:
    """The blocks of the works of the corpus that are articles."""
    for path in sorted((ROOT / "corpus" / "works").glob("*.md")):
        if "\nkind: article\n" in path.read_text(encoding="utf-8"):
            yield from (text for _, text in blocks(path))


def parted(texts: Iterable[str]) -> tuple[int, int]:
    """How many words that were glued at random, two neighbours in each sentence, repair parts; and of how many."""
    chance = random.Random(1)
    right = count = 0
    for sentence in (s for text in texts for s in re.findall(r"[^.!?]+", text)):
        words = sentence.split()
        plain = [w.isalpha() and w.islower() and len(w) > 1 for w in words]
        places = [i for i in range(1, len(words) - 1) if plain[i] and plain[i + 1]]
        if places:
            i = chance.choice(places)
            mended = repair(" ".join([*words[:i], words[i] + words[i + 1], *words[i + 2 :]])).text
            right += f"{words[i]} {words[i + 1]}" in mended
            count += 1
    return right, count


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", type=Path)
    parser.add_argument("exports", type=Path)
    parser.add_argument("--show", action="store_true", help="also what was changed")
    options = parser.parse_args()
    rows = list(glued(options.seeds))
    wrong = [row for row in rows if row[2].casefold() != row[3].strip().casefold()]
    right = len(rows) - len(wrong)
    print(f"glued words of the seeds split right: {right} of {len(rows)}, {right / len(rows):.1%}")
    for row in wrong:
        print("   ", *row, sep="  ")
    right, count = parted(abstracts(options.exports))
    print(f"neighbours in clean abstracts glued at random, parted: {right} of {count}, {right / count:.1%}")
    for name, texts in (
        ("clean abstracts", list(abstracts(options.exports))),
        ("articles of the corpus", list(articles())),
    ):
        started = time.perf_counter()
        for text in texts:
            repair(text)
        seconds = time.perf_counter() - started
        found, count = changed(texts)
        print(f"{name}: {len(found)} of {count} words changed, {1000 * len(found) / count:.2f} in 1,000;", end=" ")
        print(f"{count / seconds:,.0f} words a second")
        if options.show:
            print(*(f"    {line}" for line in found if line != "+"), sep="\n")


if __name__ == "__main__":
    main()
