"""`rembuk statements`."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from rembuk.moderation import statements
from rembuk.newsroom.models import TitlePage
from rembuk.site import statements as command

from .world import World


def test_the_command_writes_every_statement(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)  # the world's decision is an hour old: soon after midnight it is yesterday's
    words = ["--from", yesterday.isoformat(), "--to", today.isoformat(), "--title", "lintas-pagi"]
    target = tmp_path / "alasan.json"
    assert command.run([*words, "-o", str(target)]) == 0
    written = json.loads(target.read_text(encoding="utf-8"))
    assert command.run(words) == 0
    assert json.loads(capsys.readouterr().out)["statements"] == written["statements"]
    assert [each["puid"] for each in written["statements"]] == [
        each["puid"] for each in statements.statements(yesterday, today)
    ]
    assert {each["redress"]["outcome"] for each in written["statements"]} == {None, "waiting"}
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    "words", [["--from", "2026-11-02", "--to", "2026-11-01"], ["--to", "9999-12-31"], ["--title", "tidak-ada"]]
)
def test_the_command_says_what_is_wrong(words: list[str], title: TitlePage) -> None:
    with pytest.raises(SystemExit):
        command.run(words)
