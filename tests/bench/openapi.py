"""Whether the API answers as its description says, over many requests made from it: fit ones and unfit ones.

    python tests/bench/openapi.py --examples 200
    python tests/bench/openapi.py --store review.kg --examples 1000

Not a test. The application runs in this process, on the store given or on one made of six small documents; schemathesis
makes the requests, always the same ones. For each operation the statuses of the answers are counted; the first answer
that is no answer of the description, or a mistake of the server, ends the run with exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[1] / "serve"))

from fixtures_store import write_documents
from openapi_cases import operations, tried
from serve_fixtures import asking

from kg import pipeline
from kg.serve.settings import Settings


def run(store: Path, examples: int) -> int:
    """Try every operation and print what came of it; gives how many requests were made."""
    made = 0
    with asking(Settings(store)) as client:
        for operation in operations(client):
            start = time.perf_counter()
            statuses = tried(client, operation, examples)
            told = ", ".join(f"{status}: {count:,}" for status, count in sorted(statuses.items()))
            print(f"{operation.label:<32} {time.perf_counter() - start:6.1f} s  {told}", flush=True)
            made += statuses.total()
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=200, help="fit requests for each operation, and unfit ones")
    parser.add_argument("--store", type=Path, help="a store; one of six small documents without it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        store = asked.store or Path(folder) / "kg"
        if asked.store is None:
            pipeline.build([write_documents(Path(folder) / "papers")], store, pipeline.Settings())
        print(f"{run(store, asked.examples):,} requests, all answered as described")


if __name__ == "__main__":
    main()
