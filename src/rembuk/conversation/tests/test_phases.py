"""The walk fails closed: a phase that raises, overruns or keeps silent publishes nothing, and no log quotes a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.phases import Answer, Draft, walk, within
from rembuk.readers.models import Reader

SECRET = "Kalimat rahasia seorang pembaca"
TICKS: Iterator[float] = iter(())


def clock() -> float:
    """A clock that tests set."""
    return next(TICKS)


def breaks(draft: Draft) -> Answer:
    """Raises the text itself, in an exception that another one caused."""
    try:
        raise ValueError(draft.body)
    except ValueError as problem:
        raise RuntimeError(f"cannot read {draft.body!r}") from problem


@within(0.5, clock)
def measured(draft: Draft) -> Answer:
    """Publishes, unless the text says otherwise."""
    return Answer("reject", message="Tidak.") if "tolak" in draft.body else Answer("publish", engine="ukur-1")


def asks(_draft: Draft) -> Answer:
    """Has a question."""
    return Answer("hold", [{"kind": "insult"}], asks=[{"kind": "insult", "span": [0, 3]}])


def says_nothing(_draft: Draft) -> Any:
    """Forgets its answer."""


def says_nonsense(_draft: Draft) -> Answer:
    """Has a word of its own."""
    return Answer("PUBLISH")  # type: ignore[arg-type]  # that is the point


def notes(draft: Draft) -> Answer:
    """Leaves a note for the phase after it."""
    draft.shared["n"] = draft.shared.get("n", 0) + 1
    return Answer("publish", [{"kind": "note", "n": draft.shared["n"]}])


def walked(settings: Any, reader: Reader, thread: Thread, *names: str, text: str = SECRET) -> Answer:
    settings.REMBUK_PHASES = [f"{__name__}.{name}" for name in names]
    return walk(Draft(reader, thread, text))


def test_what_raises_holds_and_the_log_quotes_nothing(
    settings: Any, ratna: Reader, thread: Thread, caplog: pytest.LogCaptureFixture
) -> None:
    answer = walked(settings, ratna, thread, "notes", "breaks", "notes")
    assert answer.outcome == "hold"
    assert [reason["kind"] for reason in answer.reasons] == ["note", "phase_failed", "note"]
    assert "breaks" in caplog.text
    assert "RuntimeError" in caplog.text
    for line in [caplog.text, *(str(vars(record)) for record in caplog.records)]:
        assert SECRET not in line
    assert all(record.exc_info is None for record in caplog.records)


@pytest.mark.parametrize("name", ["says_nothing", "says_nonsense", "is_nowhere"])
def test_what_answers_nonsense_or_is_not_there_holds(
    name: str, settings: Any, ratna: Reader, thread: Thread, caplog: pytest.LogCaptureFixture
) -> None:
    answer = walked(settings, ratna, thread, name)
    assert answer.outcome == "hold"
    assert answer.reasons[0] == {"kind": "phase_failed", "phase": f"{__name__}.{name}"}
    assert name in caplog.text
    assert SECRET not in caplog.text


def test_what_takes_too_long_holds(
    settings: Any, ratna: Reader, thread: Thread, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outcome_after(seconds: float, text: str = SECRET) -> Answer:
        monkeypatch.setattr(f"{__name__}.TICKS", iter([10.0, 10.0 + seconds]))
        return walked(settings, ratna, thread, "measured", text=text)

    assert outcome_after(0.5).outcome == "publish"
    late = outcome_after(0.6)
    assert (late.outcome, late.engine) == ("hold", "ukur-1")
    assert late.reasons == [{"kind": "phase_late", "phase": f"{__name__}.measured"}]
    assert outcome_after(0.6, "tolak").outcome == "reject"
    assert SECRET not in caplog.text


def test_a_broken_phase_silences_the_questions_of_the_others(settings: Any, ratna: Reader, thread: Thread) -> None:
    assert walked(settings, ratna, thread, "asks").asks == [{"kind": "insult", "span": [0, 3]}]
    assert walked(settings, ratna, thread, "asks", "breaks").asks == []


def test_what_a_phase_found_out_is_there_for_the_next_one_and_gone_with_the_draft(
    settings: Any, ratna: Reader, thread: Thread
) -> None:
    for _ in range(2):
        answer = walked(settings, ratna, thread, "notes", "notes")
        assert [reason["n"] for reason in answer.reasons] == [1, 2]


def ends_the_process(_draft: Draft) -> Answer:
    """Raises what nothing catches, as nothing catches the end of a process."""
    raise SystemExit(9)


def test_whatever_stops_the_process_in_a_phase_leaves_nothing_behind(settings: Any, ratna: Reader, say: Any) -> None:
    settings.REMBUK_PHASES = [f"{__name__}.notes", f"{__name__}.ends_the_process"]
    with pytest.raises(SystemExit):
        say(ratna, SECRET)
    assert Comment.objects.count() == 0
