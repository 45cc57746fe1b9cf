"""Whatever fails while a comment is judged, nothing is published and no log quotes the text: with real failures."""

from __future__ import annotations

import gzip
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from rembuk.audit.models import AuditRow
from rembuk.civility.models import save, shipped
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import thread_of
from rembuk.moderation import engine
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

from .conftest import CLEAN

Write = Callable[..., Comment]


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    """Each test reads lists and models as a process does that has just started."""
    engine.lexicon.cache_clear()
    engine.models.cache_clear()
    yield
    engine.lexicon.cache_clear()
    engine.models.cache_clear()


@pytest.fixture
def judged_as(write: Write, ratna: Reader, caplog: pytest.LogCaptureFixture) -> Callable[[], tuple[str, set[str]]]:
    """What becomes of a clean text, with the kinds of reasons; nothing that was logged quotes it."""

    def post() -> tuple[str, set[str]]:
        with caplog.at_level(logging.DEBUG):
            comment = write(ratna, CLEAN)
        for record in caplog.records:
            assert CLEAN[:30] not in str(vars(record))
        assert CLEAN[:30] not in caplog.text
        return comment.state, {str(reason["kind"]) for reason in comment.verdicts.get().reasons}

    return post


Judged = Callable[[], tuple[str, set[str]]]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with whole models."""
    whole = shipped()
    for model in (whole.abuse, whole.gambling):
        assert model is not None
        save(model, tmp_path / "models" / f"{model.kind}.json.gz")
    return tmp_path / "models"


def test_with_whole_lists_and_models_it_is_published(
    judged_as: Judged, models: Path, tmp_path: Path, settings: Any
) -> None:
    words = tmp_path / "kata"
    words.mkdir()
    settings.REMBUK_LEXICON, settings.REMBUK_MODELS = str(words), str(models)
    assert judged_as() == ("published", set())


def test_a_folder_of_words_that_vanished(judged_as: Judged, tmp_path: Path, settings: Any) -> None:
    words = tmp_path / "kata"
    words.mkdir()
    settings.REMBUK_LEXICON = str(words)
    shutil.rmtree(words)
    assert judged_as() == ("held", {"phase_failed"})


def test_half_a_list(judged_as: Judged, tmp_path: Path, settings: Any) -> None:
    (tmp_path / "insult.txt").write_text("hold goblok\nho", encoding="utf-8")
    settings.REMBUK_LEXICON = str(tmp_path)
    assert judged_as() == ("held", {"phase_failed"})


@pytest.mark.parametrize("kind", ["abuse", "gambling"])
def test_a_model_that_is_not_there(kind: str, judged_as: Judged, models: Path, settings: Any) -> None:
    (models / f"{kind}.json.gz").unlink()
    settings.REMBUK_MODELS = str(models)
    assert judged_as() == ("held", {"phase_failed"})


def test_a_model_that_somebody_changed(judged_as: Judged, models: Path, settings: Any) -> None:
    file = models / "abuse.json.gz"
    head, _, body = gzip.decompress(file.read_bytes()).partition(b"\n")
    changed = json.loads(body)
    changed["bias"] = -100.0
    file.write_bytes(gzip.compress(head + b"\n" + json.dumps(changed).encode()))
    settings.REMBUK_MODELS = str(models)
    assert judged_as() == ("held", {"phase_failed"})


def test_moderators_and_editors_are_told_that_nothing_is_judged(
    sign_in: Callable[[Reader], Client], damar: Reader, sekar: Reader, title: TitlePage, settings: Any, tmp_path: Path
) -> None:
    def said() -> list[bool]:
        screens = [
            sign_in(who).get(reverse(name)) for who, name in ((damar, "moderation_queue"), (sekar, "moderation_rules"))
        ]
        assert [screen.status_code for screen in screens] == [200, 200]
        return ["Pemeriksaan otomatis tidak bisa bekerja" in screen.text for screen in screens]

    assert said() == [False, False]
    settings.REMBUK_MODELS = str(tmp_path)
    engine.models.cache_clear()
    assert said() == [True, True]


def test_a_model_cut_off_half_way(judged_as: Judged, models: Path, settings: Any) -> None:
    file = models / "gambling.json.gz"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    settings.REMBUK_MODELS = str(models)
    assert judged_as() == ("held", {"phase_failed"})


def test_an_engine_that_breaks_on_the_text(
    judged_as: Judged, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(text: str, **_given: Any) -> None:
        raise RuntimeError(f"cannot read {text}")

    monkeypatch.setattr(engine, "judge", breaks)
    assert judged_as() == ("held", {"phase_failed"})
    # Every phase that needed the engine holds, and the log has one line for all of them.
    failures = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(failures) == 1
    assert "RuntimeError" in failures[0].getMessage()


def test_rules_that_cannot_be_read(judged_as: Judged, settings: Any) -> None:
    settings.REMBUK_RULES = {"words": None}
    assert judged_as() == ("held", {"phase_failed"})


def test_a_classifier_that_nobody_has_entered(judged_as: Judged, settings: Any) -> None:
    settings.REMBUK_RULES = {**settings.REMBUK_RULES, "peer": "luar"}
    assert judged_as() == ("held", {"phase_failed"})


WRITES = """
import sys, time, uuid
import django
django.setup()
from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Thread
from rembuk.moderation import engine
from rembuk.readers.models import Reader

def stands_still(text, **given):
    print("judging", flush=True)
    time.sleep(600)

if sys.argv[4] == "stands still":
    engine.judge = stands_still
post_comment(
    author=Reader.objects.get(pk=int(sys.argv[1])),
    thread=Thread.objects.get(pk=int(sys.argv[2])),
    body=sys.argv[5],
    client_key=uuid.UUID(sys.argv[3]),
)
print("recorded", flush=True)
"""


def database_url() -> str:
    """The test's own database, as another process names it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    who = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    socket = f"?host={quote(given['HOST'])}" if given["HOST"].startswith("/") else ""
    place = "" if socket else f"{given['HOST']}:{given['PORT']}"
    return f"postgresql://{who}@{place}/{given['NAME']}{socket}"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_process_that_is_killed_while_it_judges(ratna: Reader, story: StoryPage, settings: Any) -> None:
    thread, key = thread_of(story), str(uuid.uuid4())
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
        "REMBUK_DATABASE_URL": database_url(),
        "REMBUK_KEYS": str(settings.REMBUK_KEYS),
        "REMBUK_VAR": str(settings.VAR),
    }
    command = [sys.executable, "-c", WRITES, str(ratna.pk), str(thread.pk), key]
    with subprocess.Popen(
        [*command, "stands still", CLEAN], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "judging\n"
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert Comment.objects.count() == 0
    assert Thread.objects.get(pk=thread.pk).comment_count == 0
    assert AuditRow.objects.filter(verb="conversation.post_comment").count() == 0
    # What made the difference is the stop: the same text under the same key, judged to its end, stands once.
    again = subprocess.run([*command, "goes on", CLEAN], env=environment, capture_output=True, text=True, check=True)
    assert again.stdout == "recorded\n"
    assert [comment.state for comment in Comment.objects.all()] == [Comment.State.PUBLISHED]
