"""Measures the linker: forms of one thing that meet in its node, and things that should not have met.

    python tests/bench/linking.py ../shared/domain.md ../shared/seeds

From the first argument, a page of notes with a table of things, the forms that texts use of them and the texts that do
so: the share of forms that lead to the node of the name in the first column (the texts of the folder tell what
acronyms mean). From corpus/claims/dev.jsonl: of the aliases of each entity the share that meets the entity, and how
many different entities of one work meet. A file that is not there is left out with a line.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import vocab
from kg.link import Context, Linker
from kg.model import EntityType, Mention
from kg.terms import BASE

ROOT = Path(__file__).parents[2]
DEV = ROOT / "corpus" / "claims" / "dev.jsonl"
WORKS = ROOT / "corpus" / "works"

NODES = {
    "China (People's Republic)": "entity/china",
    "Jiangsu Province": "entity/jiangsu",
    "central government / State Council": "entity/central-government entity/state-council",
    "Siam University": "entity/siam-university",
    "Joint meeting of directors": "entity/joint-meeting-of-directors-of-the-economic-cooperation-offices-of-"
    "yangtze-river-delta-cities",
    "Mississippi river authority": "entity/mississippi-river-commission",
    "four special economic zones": "entity/special-economic-zone entity/fourteen-open-coastal-cities",
    "four macro-regions": "entity/macro-region entity/four-macro-regions-of-china",
    "Anti-Unfair": "entity/anti-unfair-competition-law-of-china entity/anti-monopoly-law-of-china "
    "concept/competition-law",
    "US county": "entity/municipal-government concept/special-district entity/county-government",
    "New Deal": "concept/new-deal concept/great-depression",
    "Osaka and Nagoya": "entity/osaka-metropolitan-area entity/nagoya-metropolitan-area entity/osaka entity/nagoya",
    "1995 decentral": "concept/decentralisation-reform concept/municipal-merger",
    "its steering committee, working": "entity/steering-committee entity/city-network-working-group "
    "entity/city-network-working-circle concept/working-group",
    "Federal Planning": "entity/grw-planning-committee",
    "Single Market": "entity/single-market-white-paper",
    "Imperial": "entity/imperial-preference",
    "Belgium–Lux": "entity/belgium-luxembourg-economic-union concept/economic-union",
    "East Asia coop": "entity/joint-statement-on-east-asia-cooperation",
    "preferential arrangement": "concept/preferential-trade-arrangement concept/economic-union",
    "mutual-benefit": "concept/mutual-benefit-model concept/leading-unit-model concept/central-guidance-model",
    "Lance Davis": "entity/lance-davis entity/douglass-north",
    "Chen Shengyong": "entity/chen-shengyong entity/ma-bin",
    "Krugman": "entity/paul-krugman entity/uwe-walz entity/anthony-venables entity/robert-barro "
    "entity/xavier-sala-i-martin entity/philippe-martin",
    "government functions": "concept/game-analysis concept/game-theory",
    "Tibet": "entity/tibet entity/hainan",
    "Great Leap": "concept/great-leap-forward concept/cultural-revolution",
    '"two-oriented': "concept/reform-pilot concept/two-oriented-society-reform-pilot",
    "Urumqi–Changji integration": "concept/urumqi-changji-integration",
    "Constitution of the PRC": "entity/constitution-of-the-peoples-republic-of-china concept/constitutional-review",
    "states named": "entity/belgium entity/luxembourg entity/netherlands entity/united-kingdom entity/argentina "
    "entity/brazil entity/uruguay entity/paraguay entity/russia entity/india",
    "its waste": "entity/waste-issues-committee-of-the-nine-prefectures-and-cities "
    "entity/environmental-issues-committee-of-the-nine-prefectures-and-cities "
    "entity/disaster-prevention-and-crisis-management-committee-of-the-nine-prefectures-and-cities",
    "Hu Angang": "entity/hu-angang entity/wang-shaoguang",
    "Charles Tiebout": "entity/charles-tiebout concept/tiebout-sorting",
}
"""Rows whose first column is no single name: its beginning, and the nodes of the things it stands for."""

NO_NAMES = frozenset(
    {
        *("the author", "I", "we", "our country", "the central", "five administrative divisions", "1985", "1994"),
        *("19 cities", "model of Tibet and Hainan", "chair finance minister", "a 25-member state of it"),
        *("The doctor", "Stanford University", "State Council City", "build park", "building a park"),
    }
)
"""Cells of the column of forms that name nothing: pronouns, numbers, remarks, parts of other names."""

PARTED = {
    "our country, China's": ("China's",),
    "Shanghai, Zhejiang, Anhui": ("Shanghai", "Zhejiang", "Anhui"),
    "L E. Davis and D C. North": ("L E. Davis", "D C. North"),
    "Chen Zuyong and Ma Bin": ("Chen Zuyong", "Ma Bin"),
    "Wang S.G. & Hu A.G. (1997)": ("Wang S.G.", "Hu A.G. (1997)"),
    "Krugman, Waltz": ("Krugman", "Waltz"),
    "Wernersberg, Barrow, Sarah E. Martin": ("Wernersberg", "Barrow", "Sarah E. Martin"),
    "Belgium, Luxembourg, Netherlands, UK, Argentina, Brazil, Uruguay, Paraguay, Russia, India": tuple(
        "Belgium Luxembourg Netherlands UK Argentina Brazil Uruguay Paraguay Russia India".split()
    ),
    '004 "Great Leap Forward", "Cultural Revolution': ("Great Leap Forward", "Cultural Revolution"),
    'Bela Balasa (1973) "first': ("Bela Balasa (1973)",),
    'Richard Lipsey (1957) "later': ("Richard Lipsey (1957)",),
    "nursing mode (hùlì misheard)": ("nursing mode",),
    'model of Tibet and Hainan" (sentence cut)': (),
    'State Council City" = state capital': (),
    "Economic alliance = economic union": ("Economic alliance", "economic union"),
    "negotiated/agreed division of labour": ("negotiated division of labour", "agreed division of labour"),
    "waste review / environmental review / disaster prevention committee": (
        "waste review committee",
        "environmental review committee",
        "disaster prevention committee",
    ),
    "joint meeting of directors of the 14 cities Cooperation Office (Committee)": (
        "joint meeting of directors of the 14 cities Cooperation Office",
        "joint meeting of directors of the 14 cities Cooperation Committee",
    ),
    "Yang Long, Yang, L.": ("Yang Long", "Yang, L."),
}
"""Cells that hold several forms, or a form with a remark."""

_MARKS = re.compile(r"\*\?\*|\*m\*")


@dataclass(frozen=True, slots=True)
class Row:
    """A thing of the table: its name, the types it may have, the forms of it and the first text that uses them."""

    name: str
    kinds: tuple[EntityType, ...]
    forms: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Bench:
    """The linker with the texts that forms come from."""

    linker: Linker
    texts: dict[str, Context]

    def node(self, form: str, kind: EntityType, text: str = "") -> str:
        """The IRI that a form is taken for."""
        context = self.texts.get(text)
        mention = Mention(form, kind)
        return (self.linker.link(mention, context) if context else self.linker.link(mention))[0].iri

    def named(self, row: Row) -> set[str]:
        """The nodes of the name of a row: those of the ontology if there are any."""
        by_hand = next((nodes for start, nodes in NODES.items() if row.name.startswith(start)), "")
        if by_hand:
            return {BASE + node for node in by_hand.split()}
        found = {self.node(name, kind) for name in _names(row.name) for kind in row.kinds}
        return {iri for iri in found if not iri.startswith(f"{BASE}local/")} or found

    def missed(self, row: Row) -> list[tuple[str, str]]:
        """The forms of a row that lead elsewhere, and where they lead."""
        named = self.named(row)
        led = ((form, [self.node(form, kind, row.text) for kind in row.kinds]) for form in row.forms)
        return [(form, nodes[0]) for form, nodes in led if not named & set(nodes)]


def _names(cell: str) -> Iterator[str]:
    """The names that a first column may mean: with and without brackets, and the parts of a list."""
    for name in (part.strip(" *") for part in _MARKS.sub("", cell).split(";")):
        yield name
        yield re.sub(r"\s*\([^)]*\)", "", name)
        yield from re.findall(r"\(([A-Za-zÄÖÜäöü][^)0-9]*)\)", name)
        if " and " in name or ", " in name:
            yield from re.split(r", | and ", name)
        if " / " in name:
            yield from name.split(" / ")


def rows(page: str) -> Iterator[Row]:
    """The rows of the first table of the page, but for those of works and those without forms."""
    for line in page.split("\n## ")[1].splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if not line.startswith("|") or len(cells) < 5 or cells[0].startswith(("canonical", "---")):
            continue
        kinds = tuple(EntityType(kind.strip()) for kind in cells[1].split(","))
        if kinds != (EntityType.WORK,):
            yield Row(cells[0], kinds, tuple(_forms(cells[2])), cells[3][:3])


def _forms(cell: str) -> Iterator[str]:
    for written in cell.split(";"):
        form = _MARKS.sub("", written).split("**≠**")[0].strip().strip('"“”').strip()
        for part in PARTED.get(form, (form,)):
            if part and part not in NO_NAMES and part != "—" and "…" not in part and not part.startswith("its "):
                yield part


@dataclass(slots=True)
class Met:
    """What became of the aliases and the entities of annotated works."""

    aliases: int = 0
    met: int = 0
    wrong: int = 0

    def add(self, bench: Bench, work: dict[str, object]) -> None:
        """Count one work."""
        ids: defaultdict[str, set[int]] = defaultdict(set)
        entities = work["entities"]
        assert isinstance(entities, list)
        for place, entity in enumerate(entities):
            kind, doc = EntityType(entity["type"]), str(work["doc"])
            own = bench.node(entity["text"], kind, doc)
            others = [bench.node(alias, kind, doc) for alias in entity.get("aliases", ())]
            self.aliases += len(others)
            self.met += others.count(own)
            for iri in (own, *others):
                ids[iri].add(place)
        self.wrong += sum(len(list(itertools.combinations(places, 2))) for places in ids.values())


def measure_forms(linker: Linker, page: Path, folder: Path) -> Iterator[str]:
    """The share of forms that reach the node of their name, and the forms that do not."""
    if not page.is_file():
        yield f"forms: left out, there is no {page.name}"
        return
    texts = {file.name[:3]: Context.of(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.txt"))}
    bench, table = Bench(linker, texts), list(rows(page.read_text(encoding="utf-8")))
    missed = [(row.name, form, iri) for row in table for form, iri in bench.missed(row)]
    count = sum(len(row.forms) for row in table)
    yield f"forms: {count - len(missed)} of {count} reach the node of the name, {1 - len(missed) / max(count, 1):.3f}"
    yield from (f"  {name[:44]:44} {form[:40]:40} {iri.removeprefix(BASE)[:48]}" for name, form, iri in missed)


def measure_aliases(linker: Linker) -> str:
    """How many aliases of the annotated works meet their entity, and how many entities meet that should not."""
    if not DEV.is_file():
        return f"aliases: left out, there is no {DEV.name}"
    works = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    files = {work["doc"]: WORKS / f"{work['doc']}.md" for work in works}
    texts = {doc: Context.of(f.read_text(encoding="utf-8"), doc) for doc, f in files.items() if f.is_file()}
    bench, met = Bench(linker, texts), Met()
    for work in works:
        met.add(bench, work)
    recall, precision = met.met / max(met.aliases, 1), met.met / max(met.met + met.wrong, 1)
    return (
        f"aliases: {met.met} of {met.aliases} meet their entity, recall {recall:.3f}; "
        f"{met.wrong} pairs of entities meet that should not, precision {precision:.3f}"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "page", type=Path, nargs="?", default=Path("domain.md"), help="the notes with the table of forms"
    )
    parser.add_argument("texts", type=Path, nargs="?", default=Path("seeds"), help="folder of the texts they come from")
    asked = parser.parse_args()
    linker = Linker(vocab.load().concepts)
    print("\n".join(measure_forms(linker, asked.page, asked.texts)))
    print(measure_aliases(linker))


if __name__ == "__main__":
    main()
