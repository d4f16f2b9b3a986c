"""How long the report on patterns and the page of the graph take, the page beside one that pyvis alone makes.

    python tests/bench/network.py --claims 10000
    python tests/bench/network.py --ties 10000 100000

Not a test. A store is made of the made-up works of ``queries.py``. ``kg network`` and ``kg view`` then run on it as
commands, and so does bare pyvis: it writes the nodes and edges of the page of ``kg view``, with their places and looks,
physics off and straight lines, but without claims, sentences and table. Seconds include the start of Python; memory is
the peak that is resident, in MiB (1,048,576 bytes); pages are in MB (1,000,000 bytes).

Usable is the time from the call of a page in headless Chromium, which draws without a graphics card, to its first
drawing, the median of three. A large page of ``kg view`` opens with a part, so showing all of it is timed as well: from
the press of the button to the drawing, once.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

RUNS = 3
REPORT, VIEW, PYVIS = "kg network", "kg view", "bare pyvis"
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--window-size=1300,900"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND",  # a page of pyvis asks a host for styles, and would wait for it
)
_LIMIT = 600  # seconds that a page may take in the browser


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds, seconds of processor time, MiB at the peak, and the MB that it wrote."""

    wall: float
    cpu: float
    memory: float
    size: float


@dataclass(frozen=True, slots=True)
class Opened:
    """Seconds until each page can be used, until that of ``kg view`` has shown all, and what it shows first."""

    view: float
    pyvis: float
    whole: float
    scope: str


def build(root: Path, claims: int) -> int:
    """Make a store of so many claims; returns how many it holds."""
    # Not above: the processes that are measured start from this file, and spaCy is large.
    from assembly import apart, fill

    fill(root, claims)
    made: int = apart(_publish, root)
    return made


def _publish(root: Path, pipe: Connection) -> None:
    from kg import publish
    from kg.store import writer

    with writer(root) as target:
        pipe.send(publish.publish(target).claims)


def run(command: Sequence[str | Path], out: Path) -> Run:
    """Run a command that writes a file or a folder.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    from assembly import apart

    wall, cpu, memory = apart(_metered, command)
    written = [path for path in (out, *out.rglob("*")) if path.is_file()]
    return Run(wall, cpu, memory, sum(path.stat().st_size for path in written) / 1e6)


def _metered(command: Sequence[str | Path], pipe: Connection) -> None:
    # In a small process: Linux counts the memory of the one that starts a command into the command's own peak.
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    pipe.send((wall, used.ru_utime + used.ru_stime, memory))


def measure(root: Path, folder: Path) -> dict[str, Run]:
    """Run the three commands; the pages are then ``view.html`` and ``pyvis.html`` in the folder."""
    report, view, pyvis, data = (folder / name for name in ("report", "view.html", "pyvis.html", "drawn.json"))
    kg = (sys.executable, "-m", "kg")
    found = {REPORT: run((*kg, "network", "--store", root, "--out", report), report)}
    found[VIEW] = run((*kg, "view", "--store", root, "--out", view), view)
    data.write_text(json.dumps(drawn(view)), encoding="utf-8")
    found[PYVIS] = run((sys.executable, __file__, "--bare", data, pyvis), pyvis)
    return found


def drawn(page: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The nodes and edges that a page of ``kg view`` holds, as vis-network draws them."""
    text = page.read_text(encoding="utf-8")
    blocks = dict(re.findall(r'<script type="application/json" id="(nodes|edges)">(.*?)</script>', text))
    return _unpacked(json.loads(blocks["nodes"])), _unpacked(json.loads(blocks["edges"]))


def _unpacked(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    columns = {
        key: column if isinstance(column, list) else [column["table"][at] for at in column["at"]]
        for key, column in data["columns"].items()
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def bare(data: Path, page: Path) -> None:
    """Write a page with pyvis as anybody would who has nodes, edges and places."""
    from pyvis.network import Network

    nodes, edges = json.loads(data.read_text(encoding="utf-8"))
    net = Network(directed=True, cdn_resources="in_line")
    net.toggle_physics(False)
    net.options.edges.smooth.enabled = False
    for node in nodes:
        net.add_node(node.pop("id"), **node)
    for edge in edges:
        looks = {key: value for key, value in edge.items() if key in ("width", "color", "dashes", "arrows")}
        net.add_edge(edge["from"], edge["to"], **looks)
    page.write_text(net.generate_html(), encoding="utf-8")


@contextmanager
def browser(profile: Path) -> Iterator[Any]:
    """Headless Chromium, or None where there is none."""
    binary = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if not binary or not driver:
        yield None
        return
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        opened.set_page_load_timeout(_LIMIT)
        opened.set_script_timeout(_LIMIT)
        yield opened
    finally:
        opened.quit()


_DRAWN = """
const [since, done] = [arguments[0], arguments[arguments.length - 1]];
const painted = () => {
  document.querySelector("canvas").getContext("2d").getImageData(0, 0, 1, 1); // waits until all of it is painted
  done((performance.now() - since) / 1000);
};
requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(painted)));
"""
"""Seconds from a time on the page's clock, which starts with the call of the page, to the drawing after next."""


def usable(browser: Any, page: Path) -> float:
    """Seconds from the call of a page to its first drawing, the median of the runs."""
    times = []
    for _ in range(RUNS):
        browser.get("about:blank")
        browser.get(page.as_uri())
        times.append(float(browser.execute_async_script(_DRAWN, 0)))
    return statistics.median(times)


def opened(browser: Any, folder: Path) -> Opened:
    """Open both pages."""
    pyvis = usable(browser, folder / "pyvis.html")
    view = usable(browser, folder / "view.html")
    scope = browser.execute_script("return scopeText(views[state.view])")
    show_all = "const start = performance.now(); if (state.view < views.length - 1) setView(views.length - 1);"
    since = browser.execute_script(f"{show_all} return start")
    whole = float(browser.execute_async_script(_DRAWN, since))
    return Opened(view, pyvis, whole, scope)


def report(claims: int, found: Mapping[str, Run], pages: Opened | None) -> str:
    """The figures as a small table."""
    view, pyvis = found[VIEW], found[PYVIS]
    lines = [f"{claims:,} claims", f"{'command':26}{'s':>9}{'CPU s':>9}{'peak MiB':>10}{'MB':>8}"]
    lines += [f"{name:26}{r.wall:9.1f}{r.cpu:9.1f}{r.memory:10.0f}{r.size:8.2f}" for name, r in found.items()]
    ratios = view.wall / pyvis.wall, view.cpu / pyvis.cpu, view.memory / pyvis.memory, view.size / pyvis.size
    lines.append("{:26}{:9.2f}{:9.2f}{:10.2f}{:8.2f}".format("= kg view to bare pyvis", *ratios))
    if pages is None:
        return "\n".join((*lines, "no Chromium with chromedriver on the path: opening the pages is left out"))
    rows = {
        VIEW: pages.view,
        PYVIS: pages.pyvis,
        "= kg view to bare pyvis": pages.view / pages.pyvis,
        "kg view, then show all": pages.whole,
    }
    lines += [
        f"{'page in Chromium':26}{'usable s':>9}",
        *(f"{name:26}{seconds:9.2f}" for name, seconds in rows.items()),
    ]
    return "\n".join((*lines, f"at first: {pages.scope}"))


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of processor time for a measure of so many ties: through the package, and by a bare library."""

    measure: str
    ties: int
    ours: float
    library: str
    bare: float


def measures(ties: int) -> list[Measured]:
    """Measure a random network of so many ties (eight a node) through the package and by bare libraries."""
    import networkx as nx
    import numpy as np

    from kg.measures import engines, structure
    from kg.measures.graphs import Ties

    graph = nx.gnm_random_graph(max(10, ties // 8), ties, seed=1)
    ends = np.array(sorted((min(tie), max(tie)) for tie in graph.edges), dtype=np.int64)
    net = Ties(tuple(f"{node:09}" for node in graph), ends, np.ones(len(ends)))
    pairs = (net.weights, (ends[:, 0].astype(np.uint64), ends[:, 1].astype(np.uint64)))
    found = [
        Measured("constraint", ties, _cpu(lambda: structure.holes(net)), "NetworkX", _cpu(lambda: nx.constraint(graph)))
    ]
    rank = _cpu(lambda: engines.pagerank(net))
    group = _cpu(lambda: engines.groups(net, np.random.default_rng(1)))
    found.append(Measured("PageRank", ties, rank, "NetworkX", _cpu(lambda: nx.pagerank(graph))))
    if not engines.installed():
        louvain = _cpu(lambda: nx.community.louvain_communities(graph, seed=1))
        return [*found, Measured("groups", ties, group, "NetworkX", louvain)]
    import networkit as kit

    def bare() -> Any:
        return kit.GraphFromCoo(pairs, n=len(graph), weighted=True)

    path = kit.GraphFromCoo(pairs, n=len(graph), weighted=False)
    kit.setNumberOfThreads(1)
    error = engines.planned(len(graph), ties, redraw=True).error
    direct = (
        kit.centrality.ApproxBetweenness(path, epsilon=error, delta=0.1) if error else kit.centrality.Betweenness(path)
    )
    between = _cpu(lambda: engines.betweenness(net, redraw=True))
    return [
        *found,
        Measured("PageRank", ties, rank, "NetworKit", _cpu(lambda: kit.centrality.PageRank(bare()).run())),
        Measured("groups", ties, group, "NetworKit", _cpu(lambda: kit.community.PLM(bare(), True, par="none").run())),
        Measured(f"betweenness, {'sampled' if error else 'exact'}", ties, between, "NetworKit", _cpu(direct.run)),
    ]


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measure_table(found: Sequence[Measured]) -> str:
    """The figures as a Markdown table."""
    lines = ["| measure | ties | package, CPU s | bare library | CPU s | ratio |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {m.measure} | {m.ties:,} | {m.ours:.3f} | {m.library} | {m.bare:.3f} | {m.ours / max(m.bare, 1e-9):.2f} |"
        for m in found
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the table of one size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--claims", type=int, default=10_000, help="made-up claims")
    parser.add_argument("--ties", type=int, nargs="+", help="instead, measure networks of so many ties, such as 100000")
    parser.add_argument("--bare", type=Path, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.bare:
        bare(*given.bare)
        return
    if given.ties:
        print(measure_table([row for ties in given.ties for row in measures(ties)]))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        claims = build(folder / "kg", given.claims)
        found = measure(folder / "kg", folder)
        with browser(folder / "profile") as chromium:
            pages = opened(chromium, folder) if chromium else None
        print(report(claims, found, pages))


if __name__ == "__main__":
    main()
