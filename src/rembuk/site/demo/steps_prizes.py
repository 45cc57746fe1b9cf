"""Steps of the walk: the programme ends, ninety win, one of them buys something, the books balance."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from rembuk.fairdraw import Round, verify_round
from rembuk.fairdraw.beacon import QUICKNET
from rembuk.programmes import actions
from rembuk.programmes.models import Entry, Place, Programme
from rembuk.programmes.queries import bundle
from rembuk.readers.models import Reader
from rembuk.vouchers import ledger
from rembuk.vouchers.models import Voucher

from .load_programmes import BEACON, COMMITTED, ROUND
from .visitor import Failed, need
from .walk_state import Walk
from .winners import first_winner


def entered(walk: Walk) -> str:
    """The comment with the hashtag is an entry, and the card says what is still missing."""
    running = Programme.objects.get(slug="bicara-jernih")
    ratna = Reader.objects.get(email="ratna@contoh.test")
    need(Entry.objects.filter(programme=running, reader=ratna).count() == 1, "the comment made no entry")
    with walk.visitor() as bagas:
        bagas.sign_in("bagas@contoh.test")
        bagas.open(walk.story_path)
        need(bagas.sees("kurang 3 isian"), "the card does not say that three answers are missing")
        bagas.open("/program/bicara-jernih/")
        need(bagas.sees("Syarat"), "the programme page has no terms")
    return "one person, one entry; “kurang 3 isian” on the card"


def committed(walk: Walk) -> str:
    """Closing looks at everything again; entries and exclusions are frozen before the round exists."""
    yoga, programme = Reader.objects.get(email="yoga@contoh.test"), Programme.objects.get(slug="cerita-warung")
    actions.close(programme=programme, actor=yoga)
    programme.refresh_from_db()
    draw = actions.commit(programme=programme, actor=yoga, round=ROUND, now=COMMITTED)
    need(len(draw.exclusions) > 0, "nobody was excluded, though some profiles are incomplete")
    with walk.visitor() as anyone:
        status = anyone.open("/program/cerita-warung/undian/", host=walk.niaga)
        need(status == 200 and draw.commitment_hash in anyone.page, f"the commitment is not public ({status})")
    counted = f"{len(draw.entries)} entries, {len(draw.exclusions)} exclusions with reasons"
    return f"{counted}, hash {draw.commitment_hash[:12]}…"


def drawn(walk: Walk) -> str:
    """A real drand round, pasted by hand, makes one permutation: ninety winners, the rest reserves."""
    yoga, programme = Reader.objects.get(email="yoga@contoh.test"), Programme.objects.get(slug="cerita-warung")
    try:
        actions.draw(programme=programme, actor=yoga, beacon=BEACON.replace('"b7137', '"b7138'))
    except actions.Refused:
        pass
    else:
        need(False, "a round with a wrong signature was accepted")
    draw = actions.draw(programme=programme, actor=yoga, beacon=BEACON)
    winners = Place.objects.filter(draw=draw, state=Place.State.WINNER).count()
    need(winners == programme.winners == 90, f"{winners} winners")
    need(Voucher.objects.count() == 90, f"{Voucher.objects.count()} vouchers")
    verify_round(QUICKNET, Round(ROUND, bytes.fromhex(str((draw.beacon or {})["signature"]))))
    reserves = Place.objects.filter(draw=draw, state=Place.State.RESERVE).count()
    return f"90 winners, {reserves} reserves, round {ROUND} verified; a forged round refused"


def verified(walk: Walk) -> str:
    """The stand-alone verifier agrees, and says so when one byte is changed."""
    draw = Programme.objects.get(slug="cerita-warung").draw
    folder = walk.var / "bundle"
    folder.mkdir()
    file = folder / "berkas.zip"
    content = bundle(draw)
    file.write_bytes(content)
    verifier = Path(sys.modules["rembuk.fairdraw"].__path__[0]) / "verify.py"
    command = [sys.executable, "-I", "-S", str(verifier), str(file)]
    need(subprocess.run(command, capture_output=True, check=False).returncode == 0, "the verifier refuses the bundle")  # noqa: S603  # our own verifier
    place = content.index(b'"commitment"')
    file.write_bytes(content[:place] + b"\x00" + content[place + 1 :])
    changed = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # our own verifier
    need(changed.returncode != 0, "a changed byte is not noticed")
    return f"{len(content) // 1000} kB, standard library only; one changed byte is refused"


def redeemed(walk: Walk) -> str:
    """A winner on a new device confirms it by e-mail, shows the code; the shop takes it once."""
    winner = first_winner()
    if winner is None:
        raise Failed("nobody has won")
    with walk.visitor() as reader, walk.visitor() as tini:
        reader.sign_in(winner.email)
        reader.open("/dompet/")
        need(reader.sees("Rp100.000"), "the winner's wallet is empty")
        voucher = Voucher.objects.get(holder=winner)
        reader.open(f"/dompet/{voucher.public_id}/")
        need("/keamanan/kode/" in reader.address, "a new device sees the code without being confirmed")
        walk.confirm(reader, winner.email)
        code = re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]\b", reader.page)
        if code is None:
            raise Failed(f"the code is not shown ({reader.address})")
        tini.sign_in("tini@contoh.test")
        tini.open("/warung/")
        tini.submit("main form", code=code.group(0))
        need(tini.sees("Diterima"), "the shop could not take the voucher")
        tini.open("/warung/")
        status = tini.submit("main form", code=code.group(0).lower())
        need(status == 409 and tini.sees("sudah dipakai"), "the second try was not refused with its reason")
    return "code by e-mail, accepted once, second try refused"


def balanced(walk: Walk) -> str:
    """The ledger sums to zero."""
    sheet = ledger.check()
    need(sheet.total == 0, f"the sum is {sheet.total}")
    need((sheet.fund, sheet.merchants) == (-9_000_000, 100_000), f"the sheet is {sheet}")
    return f"fund {sheet.fund:,}, wallets {sheet.vouchers:,}, merchants {sheet.merchants:,}, sum {sheet.total}"


PRIZES = [
    ("programmes", "a comment with the hashtag is an entry", entered),
    ("programmes", "closing and commitment, before the round exists", committed),
    ("programmes", "ninety winners from a real drand round", drawn),
    ("fairdraw", "anyone can check it", verified),
    ("vouchers", "a winner buys something in a small shop", redeemed),
    ("vouchers", "the ledger sums to zero", balanced),
]
