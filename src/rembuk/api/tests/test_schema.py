"""The description is honest: schemathesis asks what it says, and what it forbids, through the real WSGI application."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rembuk.api.models import ApiKey
from rembuk.conversation.models import Comment, Thread
from rembuk.moderation.models import RejectionReason
from rembuk.readers.models import Reader

from .conftest import Say

CHECKS: Final = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
OPERATIONS: Final = 15
EXAMPLES: Final = 36  # of each operation, half of them against the rules


@pytest.fixture
def seeded(thread: Thread, say: Say, ratna: Reader, linked: Reader) -> tuple[Comment, Comment, Comment]:
    """Something of everything: answered, held, one's own."""
    top = say(ratna, "Pembuka #tag")
    say(linked, "Jawaban", top)
    return top, say(ratna, "Ini tahan"), say(linked, "Punya sendiri")


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The test's transaction lives on after a request, as in Django's own test client."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
def test_every_answer_is_as_described(
    settings: Any, thread: Thread, seeded: tuple[Comment, ...], linked: Reader, key: tuple[ApiKey, str]
) -> None:
    settings.REMBUK_API_LIMITS = {"key": 100_000, "network": 100_000}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations: list[Any] = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(operations) >= OPERATIONS
    seen: dict[str, set[int]] = {}
    Thread.objects.create(title=thread.title, page_key="k1")
    own_and_others = [each.public_id for each in (seeded[2], seeded[0], seeded[2], *seeded)]
    there: dict[str, list[Any]] = {
        "thread_id": [thread.pk],
        # Often one's own, which alone can be edited, and another's, which alone can be reported.
        "public_id": [str(public_id) for public_id in (*own_and_others, linked.public_id)],
        "name": ["tag"],
        "q": ["pembuka", "jawaban"],
        "thread": [thread.pk],
        "title": ["lintas-pagi"],
        "key": ["k1"],
        "url": [None],
        "reader": [str(linked.public_id)],
        "kind": ["setuju"],
        "parent": [None],
        "body": ["Halo semua.", "Ini tahan", "Ini tolak"],
        "reason": [RejectionReason.objects.get_or_create(code="spam", defaults={"text": "Ini iklan."})[0].code],
    }
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _fuzz(operation, mode, _sending(there, key[1], seen.setdefault(operation.label, set())))
    assert {name for name, statuses in seen.items() if not statuses & {200, 201, 202}} == set()
    assert {status for statuses in seen.values() for status in statuses} >= {200, 201, 404, 422}


def _fuzz(operation: Any, mode: GenerationMode, send: Callable[[Any, Any], None]) -> None:
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    @hypothesis.settings(
        max_examples=EXAMPLES // 2, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def check(case: Any, data: Any) -> None:
        send(case, data)

    # Each operation meets what was seeded, whatever the one before has done to it.
    with transaction.atomic():
        check()
        transaction.set_rollback(True)


def _sending(there: dict[str, list[Any]], secret: str, seen: set[int]) -> Callable[[Any, Any], None]:
    def send(case: Any, data: Any) -> None:
        # Most made-up ids lead nowhere; what is there is tried as well.
        for part in (case.path_parameters, case.query, case.body):
            # In the same order each time: what is tried must not depend on the seed of this process's hashes.
            for name in sorted(set(part) & there.keys()) if isinstance(part, dict) else ():
                if data.draw(st.integers(0, 9)):
                    part[name] = data.draw(st.sampled_from(there[name]))
        if isinstance(case.query, dict) and case.query.get("url", "") is None:
            del case.query["url"]
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {secret}"}
        response = case.call()
        case.validate_response(response, checks=CHECKS)
        seen.add(response.status_code)

    return send


@pytest.mark.django_db
def test_every_refusal_that_a_key_meets_is_described(client: Client, title: Any) -> None:
    described = client.get("/api/v1/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            statuses, name = set(operation["responses"]), f"{method} {path}"
            wanted = {"401", "403", "429", "503"} if "security" in operation else set()
            wanted |= {"400", "413"} if "requestBody" in operation else set()
            wanted |= {"304"} if method == "get" and "security" not in operation else set()
            assert wanted <= statuses, name
            for status, answer in operation["responses"].items():
                types = set(answer.get("content", {}))
                assert types <= {"application/problem+json" if int(status) >= 400 else "application/json"}, name
            assert re.fullmatch(r"[a-z_]+", operation["operationId"])
