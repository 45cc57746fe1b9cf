"""talk.js in a real Chromium: what is the reader's own, reactions, times, new comments, permalinks, the frame."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from rembuk.design.tests import talk_page
from rembuk.design.tests.conftest import OpenPage
from rembuk.design.tests.served import Answer, Asked, Site, as_json
from rembuk.design.tests.talk_page import MUTED, READER, article, key

pytestmark = pytest.mark.browser

MINE = "/bincang/17/saya/"


def mine(**changes: object) -> Answer:
    facts: dict[str, object] = {"reader": READER, "reacted": {}, "muted": [], "waiting": None, "notices": 0}
    return Answer(json.dumps(facts | {"following": False, "can_moderate": False} | changes))


def suka(page: Page, n: int = 1) -> Locator:
    return page.locator(f"#k-{key(n)} > .acts").get_by_role("button", name="Suka")


def hears(site: Site) -> None:
    assert site.streams.wait(10)


def test_a_stranger_causes_no_private_request(served_site: Site, open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator(f"#k-{key(1)} > header time")).to_have_text(re.compile(r"^\d+ menit lalu$"))
    assert served_site.asked_for(MINE) == []


def test_what_is_the_readers_own_is_laid_over_the_page(served_site: Site, open_page: OpenPage) -> None:
    waiting = article(41, "Menunggu moderator.", by=READER, marks='data-state="held"')
    served_site.answers[MINE] = mine(reacted={key(1): "suka"}, muted=[MUTED], waiting=waiting, following=True)
    page = open_page(signed_in=True)
    expect(suka(page)).to_have_attribute("aria-pressed", "true")
    expect(suka(page, 2)).to_have_attribute("aria-pressed", "false")
    edit = page.locator(f"#k-{key(4)}[data-own]").get_by_role("link", name="Sunting")
    expect(edit).to_have_attribute("href", re.compile(f"/{key(4)}/sunting/$"))
    expect(page.locator(f"#k-{key(4)}").get_by_role("button", name=re.compile("^(Suka|Mencerahkan)"))).to_have_count(1)
    expect(page.get_by_role("link", name="Sunting")).to_have_count(1)  # what waits for a moderator cannot be edited
    expect(page.locator("#menunggu").get_by_text("Menunggu moderator.")).to_be_visible()
    expect(page.get_by_role("button", name="Berhenti mengikuti")).to_be_visible()
    expect(page.get_by_role("button", name="Ikuti", exact=True)).to_be_hidden()


def test_a_muted_readers_comment_is_one_line_that_opens(served_site: Site, open_page: OpenPage) -> None:
    served_site.answers[MINE] = mine(muted=[MUTED])
    page = open_page(signed_in=True)
    line = page.get_by_role("button", name="Bento Anda bisukan. Tampilkan")
    expect(page.get_by_text("tidak usah dibaca")).to_be_hidden()
    expect(page.get_by_text("Kenapa begitu, Pak?")).to_be_visible()  # somebody else's answer stays
    line.press("Enter")
    expect(page.get_by_text("tidak usah dibaca")).to_be_visible()
    expect(page.locator(f"#k-{key(5)}")).to_be_focused()


def test_a_switch_keeps_the_focus(served_site: Site, open_page: OpenPage) -> None:
    def followed(asked: Asked) -> Answer:
        served_site.answers[MINE] = mine(following=True)
        return Answer("", 204)

    served_site.answers |= {MINE: mine(), "/ikuti/": followed}
    page = open_page(signed_in=True)
    page.get_by_role("button", name="Ikuti", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Berhenti mengikuti")).to_be_focused()
    expect(page.get_by_role("button", name="Ikuti", exact=True)).to_be_hidden()


def test_the_layer_is_asked_for_again_after_paging(served_site: Site, open_page: OpenPage) -> None:
    served_site.answers[MINE] = mine()
    served_site.answers["/_utas/17"] = Answer(article(8, "Halaman dua."))
    page = open_page(signed_in=True)
    expect(page.locator(f"#k-{key(4)}[data-own]")).to_be_visible()
    served_site.answers[MINE] = mine(reacted={key(8): "cerah"})
    page.get_by_role("link", name="Tampilkan komentar berikutnya").click()
    pressed = page.locator(f"#k-{key(8)}").get_by_role("button", name="Mencerahkan")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    assert len(served_site.asked_for(MINE)) == 2


def test_a_reaction_shows_at_once_and_then_says_what_the_server_says(served_site: Site, open_page: OpenPage) -> None:
    def toggled(asked: Asked) -> Answer:
        on = asked.fields == {"kind": ["suka"], "on": ["1"]}
        return as_json(reactions={"suka": 9 if on else 8, "cerah": 2}, mine="suka" if on else None)

    served_site.answers[f"/bincang/komentar/{key(1)}/tanggapan/"] = toggled
    page = open_page()
    button = suka(page)
    button.press(" ")
    expect(button).to_have_text("Suka 9")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"#k-{key(1)} > .acts").get_by_role("button", name="Mencerahkan 2")).to_be_visible()
    button.click()
    expect(button).to_have_text("Suka 8")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_reaction_is_taken_back_with_a_sentence(served_site: Site, open_page: OpenPage) -> None:
    at = f"/bincang/komentar/{key(1)}/tanggapan/"
    served_site.answers[at] = as_json(429, message="Tunggu satu menit, lalu tekan lagi.")
    page = open_page()
    suka(page).click()
    expect(page.locator(f"#k-{key(1)} > .acts + .refusal")).to_have_text("Tunggu satu menit, lalu tekan lagi.")
    expect(suka(page)).to_have_text("Suka 3")
    expect(suka(page)).to_have_attribute("aria-pressed", "false")
    page.route(f"**{at}", lambda route: route.abort())
    suka(page).click()
    expect(page.locator("#trouble")).to_be_visible()
    expect(suka(page)).to_have_text("Suka 3")


def test_a_reaction_of_a_stranger_leads_to_the_way_in(served_site: Site, open_page: OpenPage) -> None:
    served_site.answers[f"/bincang/komentar/{key(1)}/tanggapan/"] = as_json(401, go="/masuk/")
    served_site.answers["/masuk/"] = Answer("<title>Masuk</title>")
    page = open_page()
    suka(page).click()
    expect(page).to_have_url(f"{served_site.origin}/masuk/")


def test_new_comments_wait_behind_the_bar_and_move_nothing(served_site: Site, open_page: OpenPage) -> None:
    page = open_page()
    hears(served_site)
    at = page.locator(f"#k-{key(1)}").bounding_box()
    served_site.tell("comment", id=key(50), parent=None, count=8, html=article(50, "Baru, di atas."))
    served_site.tell("comment", id=key(51), parent=key(1), above=key(3), count=9, html=article(51, "Balasan baru."))
    served_site.tell("comment", id=key(52), parent=key(99), above=key(98), count=10, html=article(52, "Lain."))
    served_site.tell(
        "comment", id=key(53), parent=key(50), above=key(50), count=11, html=article(53, "Untuk yang baru.")
    )
    served_site.tell("comment", id=key(54), parent=key(1), above=key(97), count=12, html=article(54, "Jauh di dalam."))
    bar = page.get_by_role("link", name="4 komentar baru")
    expect(bar).to_be_visible()
    expect(page.locator("#talk-title")).to_have_text("12 komentar")
    assert page.locator(f"#k-{key(1)}").bounding_box() == at
    bar.press("Enter")
    expect(page.locator("#percakapan > article").first).to_be_focused()
    expect(page.locator(f"#k-{key(50)}")).to_be_focused()
    expect(page.locator(f"#b-{key(3)} > article + p")).to_have_text("Lanjutkan percakapan ini (12)")
    expect(page.locator(f"#b-{key(50)} > #k-{key(53)}")).to_be_visible()
    expect(page.locator(f"#b-{key(1)} > article").last).to_have_id(f"k-{key(54)}")
    expect(page.locator(f"#k-{key(52)}")).to_have_count(0)
    expect(bar).to_be_hidden()


def test_the_stream_alters_what_stands(served_site: Site, open_page: OpenPage) -> None:
    page = open_page()
    hears(served_site)
    served_site.tell("changed", id=key(4), parent=None, count=7, html=article(4, "Diperbaiki.", note="disunting"))
    expect(page.locator(f"#k-{key(4)}")).to_contain_text("disunting")
    expect(page.locator(f"#k-{key(4)} time")).to_have_text(re.compile(r"^\d+ menit lalu$"))
    served_site.tell("hidden", id=key(1), parent=None, count=6, html="")
    expect(page.locator(f"#k-{key(1)} > .gone")).to_have_text("Komentar ini tidak lagi tampil.")
    expect(page.locator(f"#k-{key(2)}")).to_be_visible()  # the answers stay
    served_site.tell("presence", readers=12)
    expect(page.get_by_text("12 orang sedang membaca")).to_be_visible()


def test_the_sort_stands_in_the_address(served_site: Site, open_page: OpenPage) -> None:
    served_site.answers["/_utas/17"] = Answer(article(4, "Yang tertua."))
    page = open_page()
    page.get_by_role("link", name="Terlama").click()
    expect(page).to_have_url(f"{served_site.origin}/?urut=terlama#bincang")
    expect(page.locator(".sorts [aria-current]")).to_have_text("Terlama")
    expect(page.locator("#percakapan > article")).to_have_count(1)
    expect(page.locator("#announce")).to_have_text("Terlama")


def test_a_permalink_is_focused_and_marked_also_when_it_comes_with_a_later_page(
    served_site: Site, open_page: OpenPage
) -> None:
    served_site.answers["/_utas/17"] = Answer(article(8, "Lain.") + article(9, "Yang dicari."))
    page = open_page(f"/#k-{key(2)}")
    expect(page.locator(f"#k-{key(2)}.target")).to_be_focused()
    page.evaluate(f"location.hash = 'k-{key(9)}'")
    page.get_by_role("link", name="Tampilkan komentar berikutnya").click()
    expect(page.locator(f"#k-{key(9)}.target")).to_be_focused()
    expect(page.locator(".target")).to_have_count(1)


@pytest.mark.parametrize(
    ("past", "words"),
    [(10, "sekarang"), (7300, "2 jam lalu"), (90_000, "1 hari lalu"), (800_000, "1 Jan"), (-900, "1 Jan")],
)
def test_times_are_told_from_now_for_a_week(open_page: OpenPage, past: int, words: str) -> None:
    page = open_page()
    page.evaluate(
        """past => {
          const made = document.createElement("span");
          made.className = "when";
          made.innerHTML = "<time id=waktu>1 Jan</time>";
          made.firstChild.dateTime = new Date(Date.now() - past * 1000).toISOString();
          document.body.append(made);
          rembuk.enhance(made);
        }""",
        past,
    )
    expect(page.locator("#waktu")).to_have_text(words)
    expect(page.locator("#waktu")).to_have_attribute("title", "1 Jan")


def test_a_frame_tells_its_height_to_the_site_that_embeds_it(served_site: Site, open_page: OpenPage) -> None:
    head = f'<meta name="rembuk-origin" content="{served_site.origin}">'
    framed = talk_page.page(html='lang="id" data-frame="b1" data-theme="gelap"', head=head)
    served_site.answers["/bingkai/"] = Answer(framed)
    page = open_page()
    elsewhere = served_site.origin.replace("127.0.0.1", "localhost") + "/bingkai/"
    page.evaluate(
        """address => {
          window.told = [];
          addEventListener("message", ({ origin, data }) => told.push({ origin, ...data }));
          const frame = document.createElement("iframe");
          frame.src = address;
          frame.height = 3000;
          document.body.append(frame);
        }""",
        elsewhere,
    )
    first = last_told(page, lambda told: True)
    assert (first["rembuk"], first["id"]) == ("tinggi", "b1")
    assert elsewhere.startswith(first["origin"])
    inside = page.frames[1]
    assert inside.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.locator("iframe").scroll_into_view_if_needed()
    inside.evaluate("document.getElementById('percakapan').replaceChildren()")
    last_told(page, lambda told: told["h"] < first["h"])  # though the frame itself stays 3000 high


def last_told(page: Page, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The frame's newest message for which it holds; a page under the strict policy cannot be polled by Playwright."""
    for _again in range(50):
        told: dict[str, Any] | None = page.evaluate("told.at(-1)")
        if told and holds(told):
            return told
        page.wait_for_timeout(100)
    raise AssertionError("The frame did not say it")


def test_a_lost_request_in_a_frame_is_told_beside_the_form(open_page: OpenPage) -> None:
    page = open_page(html='lang="id" data-frame="b1"')
    page.route("**/kirim/", lambda route: route.abort())
    page.get_by_label("Komentar Anda").fill("Halo")
    page.get_by_role("button", name="Kirim").click()
    expect(page.locator("form#utas-17").get_by_role("alert")).to_contain_text("Tulisan Anda masih ada.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_section_is_clean_for_axe_and_fits_the_narrowest_phone(
    served_site: Site, open_page: OpenPage, axe: str, scheme: str
) -> None:
    served_site.answers[MINE] = mine(
        reacted={key(1): "suka"}, muted=[MUTED], waiting=article(41, "Menunggu.", by=READER)
    )
    page = open_page(f"/#k-{key(2)}", signed_in=True, color_scheme=scheme, viewport={"width": 320, "height": 700})
    hears(served_site)
    served_site.tell("comment", id=key(50), parent=None, count=8, html=article(50, "Baru."))
    expect(page.get_by_role("link", name="1 komentar baru")).to_be_visible()
    expect(page.locator("[data-muted=folded]")).to_be_visible()
    page.evaluate(axe)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
