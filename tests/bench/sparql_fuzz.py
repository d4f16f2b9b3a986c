"""How the endpoint stands generated and spoiled queries: what they are answered with, and how long that takes.

    python tests/bench/sparql_fuzz.py review.kg --cases 2000

Not a test. Starts ``kg serve`` for a store on a free port of this machine, sends the requests of
``tests/serve/sparql_cases.py`` one after the other, and prints how many were answered with each status, and the
slowest. A request that gets no answer within twice ``--seconds`` and ten more is a hang. Ends with 1 where there was a
hang or a 5xx.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx

sys.path += [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "serve")]

from serve_fixtures import serving
from sparql_cases import Case, cases


def main() -> int:
    """Run it, and say whether the server made a fault."""
    given = _arguments()
    tally: Counter[str] = Counter()
    slowest = 0.0
    options = ("--time-limit", given.seconds, "--memory", 512)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(given.store, Path(folder) / "log", *options) as served,
        httpx.Client(base_url=served.url, timeout=2 * given.seconds + 10) as http,
    ):
        for case in cases(given.cases, given.seed):
            begun = time.monotonic()
            tally[_sent(http, case)] += 1
            slowest = max(slowest, time.monotonic() - begun)
        alive = http.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    for status, number in sorted(tally.items()):
        print(f"{status}  {number:6,}")
    print(f"slowest {slowest:.1f} s; afterwards the server {'answers' if alive else 'does not answer'}")
    return int(not alive or any(status >= "5" for status in tally))


def _sent(http: httpx.Client, case: Case) -> str:
    try:
        answer = http.request(case.method, case.address, content=case.body, headers=case.headers)
    except httpx.HTTPError as error:
        print(f"{type(error).__name__}: {case.method} {case.address[:200]} {case.body[:200]!r}")
        return "hang"
    if answer.status_code >= 500:
        print(f"{answer.status_code} {answer.text[:200]!r}: {case.method} {case.address[:200]} {case.body[:200]!r}")
    return str(answer.status_code)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5.0)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
