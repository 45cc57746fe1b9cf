"""Killed in the middle, and very large: an import in a process of its own, with the real database."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from rembuk.newsroom.models import TitlePage

from .conftest import Bring, author, comment, exported, lines, page

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),  # the copy is made of what is committed
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the database is copied as a file"),
]

IMPORT = """
import django, sys
django.setup()
from pathlib import Path
from rembuk.conversation.transfer.moving import opened
from rembuk.newsroom.models import TitlePage
path, form, is_dry = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "dry"
def tell(stage, done, total):
    print(stage, done, flush=True)
with opened(path, form, TitlePage.objects.get(), {}, judges=False, tell=tell) as found:
    report = found.run(tell, is_dry=is_dry)
print("came", report.comments, "already", report.already, flush=True)
# Not getrusage: its highest mark survives exec, so it would tell of the tests' own process.
high = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print("memory", int(high.split()[1]) // 1024)
"""
LOOK = """
import django, sys
django.setup()
from rembuk.conversation.models import Thread
from rembuk.conversation.recount import recount
from rembuk.conversation.transfer.export import export
assert [different for thread in Thread.objects.all() for different in recount(thread)] == []
export(sys.stdout.buffer, None, lambda number: None)
"""


@pytest.fixture
def home(tmp_path: Path, title: TitlePage) -> Path:
    """An installation of its own, with Lintas Pagi: a copy of the tests' database as it is now."""
    folder = tmp_path / "var"
    folder.mkdir()
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / "rembuk.sqlite3")) as copy:
        connection.connection.backup(copy)
    return folder


def _python(home: Path, script: str, *words: object) -> subprocess.Popen[bytes]:
    surrounded = {**os.environ, "REMBUK_VAR": str(home), "DJANGO_SETTINGS_MODULE": "rembuk.site.settings"}
    surrounded.pop("REMBUK_DATABASE_URL", None)
    command = [sys.executable, "-c", script, *map(str, words)]
    return subprocess.Popen(command, env=surrounded, stdout=subprocess.PIPE)


def _said(process: subprocess.Popen[bytes]) -> bytes:
    said, _errors = process.communicate()
    assert process.returncode == 0
    return said


def test_killed_in_the_middle_and_run_again_is_as_if_nothing_had_been(home: Path, bring: Bring, tmp_path: Path) -> None:
    """Our own ids are kept, so what came of the interrupted import can be compared byte by byte with another one."""
    ids = {n: str(uuid.UUID(int=n)) for n in range(1, 9_001)}
    people = [{**author(n), "id": str(uuid.UUID(int=10**9 + n))} for n in range(40)]
    talk = [
        {**comment(n, author=people[n % 40]["id"]), "id": ids[n], "parent": ids.get(n // 3)} for n in range(1, 9_001)
    ]
    content = lines(page(), *people, *reversed(talk))
    bring("jsonl", content)
    whole = exported()
    file = tmp_path / "obrolan.jsonl"
    file.write_text(content)

    process = _python(home, IMPORT, file, "jsonl", "wet")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(b"bring") and int(line.split()[1]) >= 4_000:
            break
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL

    half = _said(_python(home, LOOK))  # which proves every counter, too
    assert 4_000 <= half.count(b'"kind":"comment"') < 9_000
    said = _said(_python(home, IMPORT, file, "jsonl", "wet"))
    came, already = (int(word) for word in said.partition(b"came")[2].split()[:3:2])
    assert came + already == 9_000
    assert already >= 4_000
    assert _said(_python(home, LOOK)) == whole


def _disqus(comments: int) -> Iterator[str]:
    yield '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">'
    yield '<thread dsq:id="1"><link>https://contoh.test/a</link><title>A</title></thread>'
    text = "Harga cabai di pasar kami naik lagi, padahal panen baru selesai. " * 6
    for n in range(comments):
        yield (
            f'<post dsq:id="{n}"><message><![CDATA[<p>{text}{n}</p>]]></message><createdAt>2020-01-01T00:00:00Z'
            f"</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>P{n}</name><username>p{n}"
            f'</username></author><thread dsq:id="1"/><parent dsq:id="{n // 2}"/></post>\n'
        )


def test_memory_does_not_grow_with_the_file(home: Path, tmp_path: Path) -> None:
    memory = {}
    for comments in (2_000, 90_000):  # 1 MB and 60 MB
        file = tmp_path / f"{comments}.xml"
        with file.open("w") as target:
            target.writelines([*_disqus(comments), "</disqus>"])
        said = _said(_python(home, IMPORT, file, "disqus", "dry"))
        assert f"came {comments}".encode() in said
        memory[comments] = int(said.split()[-1])
    assert file.stat().st_size > 55_000_000
    assert memory[90_000] - memory[2_000] < 70  # MB: the databases' caches, which are full by then
    assert memory[90_000] < 250
