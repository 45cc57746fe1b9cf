"""From the draw to the shop's books: winner, wallet, till, ledger, payment. And a story's way into the outbox."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.core import mail
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.updates.models import Channel, Delivery
from rembuk.vouchers import ledger
from rembuk.vouchers.models import Redemption, Voucher

from .world import World


def test_winner_wallet_till_and_ledger(world: World) -> None:
    value = world.drawn.voucher_value
    assert world.voucher.holder == world.people["ratna"]
    sheet = ledger.check()
    assert (sheet.fund, sheet.vouchers, sheet.total) == (-value, value, 0)

    ratna = world.browser("ratna")
    assert world.voucher.occasion in ratna.get(reverse("wallet:wallet")).content.decode()
    page = ratna.get(reverse("wallet:code", args=[world.voucher.public_id]))
    code = page.context["code"]
    assert code in page.content.decode()
    assert page["Cache-Control"].count("no-store") == 1

    tini = world.browser("tini")
    key = uuid.uuid4()
    till = reverse("merchant:shop_till", args=[world.shop.public_id])
    answers = [tini.post(till, {"code": code.lower(), "key": key}).status_code for _press in range(2)]
    assert answers == [200, 200], "a second press of the same form is the same answer"
    assert Redemption.objects.get().cashier == world.people["tini"]
    assert tini.post(till, {"code": code, "key": uuid.uuid4()}).status_code == 409
    sheet = ledger.check()
    assert (sheet.fund, sheet.vouchers, sheet.merchants, sheet.total) == (-value, 0, value, 0)
    assert Voucher.objects.get().state == Voucher.State.REDEEMED
    assert code not in ratna.get(reverse("wallet:code", args=[world.voucher.public_id])).content.decode()

    yoga = world.browser("yoga")
    pay = reverse("vouchers_pay", args=[world.shop.pk])
    for _press in range(2):
        yoga.post(pay, {"payment": "Transfer 2026-11-24"})
    sheet = ledger.check()
    assert (sheet.fund, sheet.merchants, sheet.paid, sheet.total) == (-value, 0, value, 0)


def test_the_winner_is_shown_to_everyone_without_a_name(world: World) -> None:
    page = world.browser("nobody").get(reverse("programmes:draw", args=[world.drawn.slug])).content.decode()
    entry = world.drawn.entries.get()
    assert entry.short_id in page
    for private in (world.people["ratna"].email, str(world.people["ratna"].public_id), "Ratna Puspita"):
        assert private not in page
    own = world.browser("ratna").get(reverse("programmes:own_proof", args=[world.drawn.slug])).json()
    assert own["takes_part"]


def test_a_new_device_must_be_confirmed_before_it_shows_a_code(world: World) -> None:
    ratna = world.browser("ratna", confirmed=False)
    wanted = reverse("wallet:code", args=[world.voucher.public_id])
    asked = ratna.get(wanted, follow=True)
    assert asked.request["PATH_INFO"] == reverse("trust:confirm")
    mail.outbox.clear()
    ratna.post(reverse("trust:confirm"), {"send": "1", "next": wanted})
    sent = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert sent is not None
    wrong = f"{(int(sent[0]) + 1) % 1_000_000:06}"
    assert ratna.post(reverse("trust:confirm"), {"code": wrong, "next": wanted}).status_code == 422
    assert ratna.get(wanted).status_code == 302
    confirmed = ratna.post(reverse("trust:confirm"), {"code": sent[0], "next": wanted})
    assert confirmed["Location"] == wanted
    assert ratna.get(wanted).context["code"]
    assert world.browser("ratna", confirmed=False).get(wanted).status_code == 302, "only that device"


def test_publishing_puts_a_story_into_the_outbox_once(title: TitlePage, make_story: Any) -> None:
    Channel.objects.create(
        title=title, name="Kabar", chat="@lintaspagi", invitation="Ikuti.", join_url="https://t.me/x"
    )
    story: StoryPage = make_story("Tanggul jebol", announcement=StoryPage.Announcement.BREAKING)
    delivery = Delivery.objects.get()
    assert (delivery.story, delivery.kind, delivery.state) == (story, "breaking", Delivery.State.QUEUED)
    ours = DBTaskResult.objects.filter(task_path__startswith="rembuk.updates.")
    assert [row.args_kwargs["args"] for row in ours] == [[delivery.pk]]
    story.title = "Tanggul jebol, warga mengungsi"
    story.save()
    story.save_revision().publish()
    assert Delivery.objects.count() == 1


def test_a_draft_and_a_plain_story_go_nowhere(title: TitlePage, make_story: Any) -> None:
    Channel.objects.create(
        title=title, name="Kabar", chat="@lintaspagi", invitation="Ikuti.", join_url="https://t.me/x"
    )
    make_story("Biasa saja")
    draft = title.add_child(instance=StoryPage(title="Belum terbit", live=False, announcement="pick"))
    assert not Delivery.objects.exists()
    draft.save_revision().publish()
    assert Delivery.objects.get().kind == "pick"
