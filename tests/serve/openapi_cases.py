"""Requests made from the description of the API, fit and unfit ones, and what must hold of their answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from serve_fixtures import BASE
from starlette.testclient import TestClient

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def operations(client: TestClient) -> Iterator[Any]:
    """The operations of the description that the application gives of itself."""
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def tried(client: TestClient, operation: Any, examples: int) -> Counter[int]:
    """The statuses of the answers to some requests for an operation, fit and unfit, always the same ones.

    Raises:
        AssertionError: an answer is not what the description says.
    """
    statuses: Counter[int] = Counter()
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @settings(
            max_examples=examples,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def attempt(case: Case[Any]) -> None:
            response = _sent(client, case)
            statuses[response.status_code] += 1
            case.validate_response(response, checks=CHECKS)

        try:
            attempt()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE, "what needs nothing cannot be asked wrongly"
    return statuses


def answered(client: TestClient, operation: Any, values: dict[str, str]) -> int:
    """The status of the answer to one request for an operation.

    Raises:
        AssertionError: the answer is not what the description says.
    """
    path = {name: value for name, value in values.items() if f"{{{name}}}" in operation.path}
    query = {name: value for name, value in values.items() if name not in path}
    case = operation.Case(path_parameters=path, query=query)
    response = _sent(client, case)
    case.validate_response(response, checks=CHECKS)
    return int(response.status_code)


def _sent(client: TestClient, case: Case[Any]) -> Any:
    made: Any = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
    return client.request(made.method, made.url, content=made.body, headers=dict(made.headers))
