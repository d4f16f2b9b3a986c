"""Whatever is asked of the endpoint, it says what is wrong with it, and goes on."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import httpx
from serve_fixtures import serving
from sparql_cases import cases

pytest_plugins = ["serve_fixtures"]

CASES = 200
SECONDS = 2.0
MOST = SECONDS + 20  # seconds for an answer, on a machine that is busy


def test_no_query_is_answered_with_a_fault_of_the_server(shown: Path, tmp_path: Path) -> None:
    tally: Counter[int] = Counter()
    limits = ("--time-limit", SECONDS, "--memory", 256)
    with serving(shown, tmp_path / "log", *limits) as served, httpx.Client(base_url=served.url, timeout=MOST) as http:
        for case in cases(CASES):
            begun = time.monotonic()
            answer = http.request(case.method, case.address, content=case.body, headers=case.headers)
            assert answer.status_code < 500, (case, answer.text)
            assert time.monotonic() - begun < MOST
            assert answer.status_code == 200 or len(answer.text.splitlines()) == 1
            tally[answer.status_code] += 1
        assert http.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
    assert {200, 400, 403} <= set(tally)
