"""The whole life of a programme, and that its draw can be checked by a stranger with Python alone."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from traceback import format_exception
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django_tasks_db.models import DBTaskResult

from rembuk.audit.models import AuditRow
from rembuk.conversation.models import Comment
from rembuk.fairdraw import check_inclusion
from rembuk.programmes import actions, proofs, queries
from rembuk.programmes.models import Draw, Place, Programme
from rembuk.programmes.tasks import tell_winner
from rembuk.readers.models import Reader
from rembuk.vouchers import ledger
from rembuk.vouchers.models import Voucher

from .conftest import BEACON, DUE, FREEZE, ROUND, SIGNATURE, freeze, past_programme

Make = Callable[..., Programme]
Crowd = Callable[..., list[Reader]]


def verified(folder: Path, data: bytes, commitment: str) -> subprocess.CompletedProcess[str]:
    """Run the bundle's own verifier in a bare Python, as its README says."""
    (folder / "undian.zip").write_bytes(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in ("verify.py", "bls.py"):
            (folder / name).write_bytes(archive.read(name))
    command = [sys.executable, "-I", "-S", "verify.py", "undian.zip", "--commitment", commitment]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_from_120_entrants_to_a_bundle_that_anyone_can_check(
    make_programme: Make, make_crowd: Crowd, yoga: Reader, tmp_path: Path
) -> None:
    programme = past_programme(make_programme, winners=90, reserves=20)
    make_crowd(programme, 120)
    programme = freeze(programme)
    drawing = actions.draw(programme=programme, actor=yoga, beacon=BEACON)
    assert drawing.order is not None
    assert len(set(drawing.order)) == 120
    assert (Place.objects.filter(state="winner").count(), Place.objects.filter(state="reserve").count()) == (90, 20)
    assert Voucher.objects.filter(reference__startswith=f"draw:{drawing.public_id}:").count() == 90
    assert ledger.check().vouchers == 90 * programme.voucher_value

    third = Place.objects.get(rank=3)
    successor = actions.step_down(place=third, reason="unreachable", actor=yoga)
    assert successor is not None
    assert successor.rank == 91
    data = queries.bundle(drawing)
    run = verified(tmp_path, data, drawing.commitment_hash)
    assert run.returncode == 0, run.stdout + run.stderr
    with zipfile.ZipFile(BytesIO(data)) as archive:
        (step,) = json.loads(archive.read("steps.json"))
        standing = json.loads(archive.read("result.json"))["standing"]
    assert (step["entry"], step["next"]) == (str(third.entry.public_id), str(successor.entry.public_id))
    winners = Place.objects.filter(state="winner").select_related("entry")
    assert set(standing) == {str(place.entry.public_id) for place in winners}
    # A forger changes one character of the order.
    at = data.index(b'"order":["') + 12
    run = verified(tmp_path, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], drawing.commitment_hash)
    assert run.returncode == 1
    assert DBTaskResult.objects.filter(task_path=tell_winner.module_path).count() == 91


def test_the_same_draw_twice_changes_nothing(committed: Programme, yoga: Reader) -> None:
    first = actions.draw(programme=committed, actor=yoga, beacon=BEACON)
    again = actions.draw(programme=committed, actor=yoga, beacon=BEACON)
    assert (again.pk, again.order, again.drawn_at) == (first.pk, first.order, first.drawn_at)
    assert Voucher.objects.count() == 2
    assert AuditRow.objects.filter(verb="programmes.draw").count() == 1
    assert queries.bundle(first) == queries.bundle(again)


@pytest.mark.parametrize(
    ("beacon", "says"),
    [
        ("halo", "Salin seluruh teks"),
        (f'{{"round": {ROUND + 1}, "signature": "{SIGNATURE}"}}', "tidak ada putaran lain"),
        (f'{{"round": {ROUND}, "signature": "{SIGNATURE[:-2]}7a"}}', "Tanda tangan"),
    ],
)
def test_no_other_round_draws(committed: Programme, yoga: Reader, beacon: str, says: str) -> None:
    with pytest.raises(actions.Refused) as refusal:
        actions.draw(programme=committed, actor=yoga, beacon=beacon)
    assert says in refusal.value.message
    assert not Voucher.objects.exists()
    committed.refresh_from_db()
    assert committed.stage == "committed"


def test_the_round_lies_ten_minutes_ahead(make_programme: Make, make_crowd: Crowd) -> None:
    programme = past_programme(make_programme)
    make_crowd(programme, 1)
    actions.close(programme=programme, actor=None, now=FREEZE)
    with pytest.raises(actions.Refused):
        actions.commit(programme=programme, actor=None, round=ROUND, now=DUE - timedelta(minutes=9))
    assert not Draw.objects.exists()


@pytest.mark.parametrize("number", [ROUND - 200, ROUND + 40_000, 10**12])
def test_the_round_falls_when_readers_were_promised_the_draw(
    make_programme: Make, make_crowd: Crowd, number: int
) -> None:
    programme = past_programme(make_programme)
    make_crowd(programme, 1)
    actions.close(programme=programme, actor=None, now=FREEZE)
    with pytest.raises(actions.Refused):
        actions.commit(programme=programme, actor=None, round=number, now=FREEZE)
    assert not Draw.objects.exists()


def test_a_commitment_is_made_once(committed: Programme) -> None:
    with pytest.raises(actions.Refused):
        actions.commit(programme=committed, actor=None, round=ROUND, now=FREEZE)
    with pytest.raises(actions.Refused):
        actions.draw(programme=Programme.objects.create(**_copy(committed)), actor=None, beacon=BEACON)  # type: ignore[arg-type]


def _copy(programme: Programme) -> dict[str, Any]:
    names = ("title", "name", "invitation", "hashtag", "opens_at", "closes_at", "draws_at")
    return {"slug": "lain"} | {name: getattr(programme, name) for name in names}


def test_fewer_entries_than_prizes_all_win(make_programme: Make, make_crowd: Crowd, yoga: Reader) -> None:
    programme = past_programme(make_programme, winners=90)
    make_crowd(programme, 3)
    actions.draw(programme=freeze(programme), actor=yoga, beacon=BEACON)
    assert [place.state for place in Place.objects.all()] == ["winner"] * 3
    last = Place.objects.get(rank=3)
    assert actions.step_down(place=last, reason="declined", actor=yoga) is None
    assert Voucher.objects.filter(state="active").count() == 2


def test_nobody_eligible_is_refused(make_programme: Make) -> None:
    programme = past_programme(make_programme)
    actions.close(programme=programme, actor=None, now=FREEZE)
    with pytest.raises(actions.Refused):
        actions.commit(programme=programme, actor=None, round=ROUND, now=FREEZE)


def test_a_spent_voucher_keeps_its_place(committed: Programme, yoga: Reader) -> None:
    actions.draw(programme=committed, actor=yoga, beacon=BEACON)
    place = Place.objects.get(rank=1)
    Voucher.objects.filter(reference=place.voucher_reference).update(state=Voucher.State.REDEEMED)
    with pytest.raises(actions.Refused):
        actions.step_down(place=place, reason="declined", actor=yoga)
    with pytest.raises(actions.Refused):
        actions.step_down(place=Place.objects.get(rank=2), reason="tidak suka", actor=yoga)
    assert not Place.objects.filter(state="stepped_down").exists()


def test_stepping_down_twice_is_once(committed: Programme, yoga: Reader) -> None:
    actions.draw(programme=committed, actor=yoga, beacon=BEACON)
    place = Place.objects.get(rank=1)
    assert actions.step_down(place=place, reason="declined", actor=yoga) is not None
    assert actions.step_down(place=place, reason="declined", actor=yoga) is None
    assert [row.state for row in Place.objects.all()] == ["stepped_down", "winner", "winner", "reserve"]
    assert Voucher.objects.filter(state="voided").count() == 1
    assert ledger.check().vouchers == 2 * committed.voucher_value


def test_a_reader_can_prove_to_be_in_the_draw(committed: Programme, yoga: Reader) -> None:
    drawing = actions.draw(programme=committed, actor=yoga, beacon=BEACON)
    entry = committed.entries.select_related("reader").get(public_id=(drawing.order or [])[0])
    proof = queries.own_proof(entry.reader, drawing)  # type: ignore[arg-type]  # this entry has its reader
    assert proof is not None
    assert proof["place"] == 1
    assert check_inclusion(proof, drawing.commitment["entries"]["root"])
    assert proofs.bundle_name(drawing) == "undian-bicara-jernih.zip"


def test_an_account_that_went_after_the_freeze_stops_no_draw(committed: Programme, yoga: Reader) -> None:
    Comment.objects.all().delete()
    Reader.objects.exclude(pk=yoga.pk).delete()
    drawing = actions.draw(programme=committed, actor=yoga, beacon=BEACON)
    assert not Voucher.objects.exists()
    assert [winner.name for winner in queries.winners_of(yoga, drawing)] == ["***", "***"]


def test_the_winners_mail_holds_no_code(committed: Programme, yoga: Reader, make_reader: Callable[..., Reader]) -> None:
    drawing = actions.draw(programme=committed, actor=yoga, beacon=BEACON)
    place = drawing.places.select_related("entry").get(rank=1)
    place.entry.reader = make_reader("Tegar")
    place.entry.save()
    tell_winner.call(place.pk)
    actions.step_down(place=place, reason="declined", actor=yoga)
    tell_winner.call(place.pk)
    (message,) = mail.outbox
    assert message.to == ["tegar@contoh.test"]
    assert "/dompet/" in message.body
    assert Voucher.objects.get(reference=place.voucher_reference).last_four not in str(message.body)


def test_a_stored_round_beyond_the_calendar_has_a_date(committed: Programme) -> None:
    committed.draw.commitment["beacon"]["round"] = 10**12
    assert committed.draw.due_at.year == 9999


def test_a_mail_server_that_says_no_leaves_a_failed_task_without_the_address(
    committed: Programme, yoga: Reader, ratna: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: object, _letters: object) -> int:
        raise SMTPRecipientsRefused({ratna.email: (550, b"No such mailbox")})

    place = actions.draw(programme=committed, actor=yoga, beacon=BEACON).places.select_related("entry").get(rank=1)
    place.entry.reader = ratna
    place.entry.save()
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(ConnectionError, match="SMTPRecipientsRefused") as failure:
        tell_winner.call(place.pk)
    assert ratna.email not in "".join(format_exception(failure.value))
