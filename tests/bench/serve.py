"""How much the server answers, and how fast, beside the ``oxigraph`` server on the same graph and the same queries.

    python tests/bench/serve.py review.kg --clients 8 --seconds 20 --rounds 3
    python tests/bench/serve.py review.kg --pages --seconds 600 --rounds 1 --alone

Not a test. Both servers run on this machine and are asked in turns, over loopback only, by clients that each send the
next request when they have the answer of the one before, in an order of their own: the ready questions that take less
than a second, and small lookups. ``--pages`` puts pages among the requests for ours, ``--alone`` leaves the other
server out. Prints requests a second, the median and the 99th percentile of their time in milliseconds, the ratio of
ours to the other's, and the memory that is resident in the processes of ours. Ends with 1 where a request failed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path += [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "serve")]

from serve_fixtures import free_port, serving

from kg import resources
from kg.model import QueryError
from kg.queries import bind, catalogue, resolve_label
from kg.serve.addresses import path_of
from kg.store import Store, generation
from queries import GIVEN

SLOW = 1.0  # seconds from which on a ready question is left out
LOOKUPS = 4  # for each ready question
ACCEPT = "application/sparql-results+json"
CLAIMS = "SELECT ?c { ?c a <https://w3id.org/igr/ontology#Claim> } ORDER BY ?c LIMIT 200"
OF_A_CLAIM = "SELECT ?p ?o { <%s> ?p ?o }"
Asked = tuple[str, str]
"""A path, and the query that is posted to it; none for a page."""

_SPARQL = "/sparql"
PAGES = ("/", "/search?q=trust", "/disagreements", "/works", "/scholars")


@dataclass(slots=True)
class Taken:
    """What the requests to one server took."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    failed: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """The time, in milliseconds, that so large a share of the requests did not exceed."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> int:
    """Ask both in turns, and print how they did."""
    given = _arguments()
    asked = [(_SPARQL, text) for text in _queries(given.store)]
    taken = {"kg serve": Taken(), "oxigraph": Taken()}
    with ExitStack() as stack:
        log = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "log"
        ours = stack.enter_context(serving(given.store, log, "--workers", given.workers))
        addresses = {"kg serve": (ours.port, asked + _pages(given.store) * 3 if given.pages else asked)}
        if not given.alone:
            port = stack.enter_context(_oxigraph(given.store))
            addresses["oxigraph"] = (port, [("/query", text) for _, text in asked])
        memory = []
        for _ in range(given.rounds):
            for name, (port, wanted) in addresses.items():
                watched = ours.process.pid if name == "kg serve" else None
                memory += asyncio.run(_round(port, wanted, given.clients, given.seconds, taken[name], watched))
    _print(taken, memory)
    return int(any(found.failed for found in taken.values()))


async def _round(
    port: int, asked: Sequence[Asked], clients: int, seconds: float, taken: Taken, watched: int | None
) -> list[int]:
    end = time.monotonic() + seconds
    begun = time.monotonic()
    watching = asyncio.create_task(_watch(watched, end))
    await asyncio.gather(*(_client(port, asked, number, end, taken) for number in range(clients)))
    taken.seconds += time.monotonic() - begun
    return await watching


async def _client(port: int, asked: Sequence[Asked], number: int, end: float, taken: Taken) -> None:
    order = random.Random(number)
    connection = None
    while time.monotonic() < end:
        path, text = order.choice(asked)
        begun = time.monotonic()
        try:
            connection = connection or await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
            failure = await asyncio.wait_for(_exchange(*connection, port, path, text), 120)
        except (OSError, EOFError, TimeoutError) as error:
            connection, failure = None, type(error).__name__
        taken.times.append(time.monotonic() - begun)
        if failure:
            key = f"{failure} {path} {' '.join(text.split())[:80]}"
            taken.failed[key] = taken.failed.get(key, 0) + 1
    if connection:
        connection[1].close()


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, path: str, text: str) -> str:
    """Ask, read the whole answer, and give what is wrong with it."""
    body = text.encode()
    head = f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {ACCEPT}, */*;q=0.1\r\n"
    sent = f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n" if body else ""
    writer.write(f"{head}{sent}\r\n".encode() + body)
    status = (await _answer(reader)).decode()
    return "" if status == "200" else status


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    if b"content-length" in fields:
        await reader.readexactly(int(fields[b"content-length"]))
    else:
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return head.split(b" ", 2)[1]


async def _watch(pid: int | None, end: float) -> list[int]:
    found = []
    while pid is not None and time.monotonic() < end:
        found.append(_resident(pid))
        await asyncio.sleep(1)
    return found


def _resident(pid: int) -> int:
    """MiB that a process and all that it has started hold."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = [p.read_text().split() for p in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return 0
    return pages // 256 + sum(_resident(int(child)) for line in children for child in line)


def _queries(path: Path) -> list[str]:
    with Store.open(path) as store:
        found = []
        for question in catalogue(resources.data_dir("queries")):
            values = {p.name: GIVEN[p.name] for p in question.parameters if p.default is None and p.name in GIVEN}
            try:
                text = bind(question, values, lambda label, kind: resolve_label(store, label, kind))
                begun = time.monotonic()
                store.select(text)
            except QueryError:  # nothing is called so in this store
                continue
            if time.monotonic() - begun < SLOW:
                found.append(text)
        claims = [str(row[0]) for row in store.select(CLAIMS).rows]
    print(f"{len(found)} ready questions under {SLOW:g} s")
    chance = random.Random(1)
    return found + [OF_A_CLAIM % chance.choice(claims) for _ in range(LOOKUPS * len(found))]


def _pages(path: Path) -> list[Asked]:
    with Store.open(path) as store:
        claims = [str(row[0]) for row in store.select(CLAIMS).rows[::20]]
    return [(page, "") for page in (*PAGES, *map(path_of, claims))]


@contextmanager
def _oxigraph(path: Path) -> Iterator[int]:
    port = free_port()
    program, graph = Path(sys.executable).with_name("oxigraph"), path / "graphs" / generation(path)
    options = ("--location", graph, "--bind", f"127.0.0.1:{port}", "--union-default-graph")
    command = [str(part) for part in (program, "serve-read-only", *options)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(3)
        try:
            yield port
        finally:
            process.terminate()


def _print(taken: dict[str, Taken], memory: list[int]) -> None:
    print(f"{'':10} {'requests':>9} {'a second':>9} {'median ms':>10} {'p99 ms':>9} {'failed':>7}")
    for name, found in taken.items():
        if found.times:
            numbers = f"{found.rate:9.1f} {1000 * statistics.median(found.times):10.1f} {found.percentile(0.99):9.1f}"
            print(f"{name:10} {len(found.times):9,} {numbers} {sum(found.failed.values()):7}")
            print("".join(f"  {number} x {what}\n" for what, number in found.failed.items()), end="")
    if taken["oxigraph"].times:
        print(f"ratio of requests a second: {taken['kg serve'].rate / taken['oxigraph'].rate:.2f}")
    tenths = " ".join(str(found) for found in memory[:: max(1, len(memory) // 10)])
    print(f"memory of kg serve in MiB, at each tenth of the time: {tenths}; most {max(memory)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--alone", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
