"""The description of the API is true: whatever is asked by it, the answer is as it says."""

from __future__ import annotations

import pytest
from openapi_cases import answered, operations, tried
from starlette.testclient import TestClient

pytest_plugins = ["serve_fixtures"]

EXAMPLES = 12
"""Fit requests for each operation, and as many unfit ones; ``tests/bench/openapi.py`` makes more."""

PATHS = (
    "/api/claim /api/claims /api/disagreements /api/info /api/questions /api/questions/{name} /api/scholars "
    "/api/search /api/thing /api/things /api/work /api/works /sparql"
).split()


def test_every_call_is_described_for_people(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert sorted(described["paths"]) == PATHS
    for path, methods in described["paths"].items():
        for told in methods.values():
            assert told["description"], path
            assert told["tags"], path
            for parameter in told.get("parameters", ()):
                assert parameter["description"].endswith("."), (path, parameter["name"])
            for status, answer in told["responses"].items():
                assert answer["description"], (path, status)


def test_refusals_are_described_as_they_are(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path, methods in paths.items():
        refused = {status for status in methods["get"]["responses"] if status >= "400"}
        bodies = {str(methods["get"]["responses"][status]["content"]) for status in refused}
        assert len(bodies) == 1, path
        assert ("Problem" in bodies.pop()) == (path != "/sparql"), path


@pytest.mark.parametrize("path", PATHS)
def test_answers_are_as_described(client: TestClient, path: str) -> None:
    found = [operation for operation in operations(client) if operation.path == path]
    assert found
    for operation in found:
        assert tried(client, operation, EXAMPLES)


def test_answers_to_what_there_is_are_as_described(client: TestClient) -> None:
    claim = client.get("/api/claims").json()["claims"][0]
    known = {
        "/api/claim": {"id": claim["id"]},
        "/api/claims": {"thing": claim["head"], "polarity": claim["polarity"]},
        "/api/questions/{name}": {"name": "evidence", "thing": claim["headLabel"]},
        "/api/search": {"q": claim["headLabel"]},
        "/api/thing": {"iri": claim["head"]},
        "/api/work": {"doc": claim["doc"]},
        "/sparql": {"query": "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"},
    }
    for operation in operations(client):
        if operation.method == "get":
            assert answered(client, operation, known.get(operation.path, {})) == 200, operation.path
