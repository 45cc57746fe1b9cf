"""The swapper of rembuk.js in a real Chromium: pieces, focus, drafts, refusals, and the double press."""

from __future__ import annotations

import re
import time
from threading import Event

import pytest
from playwright.sync_api import Page, expect

from rembuk.design.tests.conftest import OpenPage
from rembuk.design.tests.served import Answer, Asked, Site, as_json
from rembuk.design.tests.talk_page import OWN, READER, article, form, key

pytestmark = pytest.mark.browser

SENT = '<div data-announce="Sudah tayang." hidden></div>' + article(
    20, "Ini komentar saya.", by=READER, name="Yohana M."
)


def write(page: Page, text: str) -> None:
    page.get_by_label("Komentar Anda").fill(text)
    page.get_by_role("button", name="Kirim").click()


def test_a_comment_is_placed_announced_and_focused_and_the_form_is_fresh(
    served_site: Site, open_page: OpenPage
) -> None:
    fresh = form("utas-17", "#percakapan", marks="data-oob")
    served_site.answers["/kirim/"] = Answer(SENT + fresh, 201, {"Rembuk-Draft-Done": "utas-17"})
    page = open_page()
    page.context.add_cookies([{"name": "csrftoken", "value": "rahasia", "url": served_site.origin}])
    write(page, "Ini komentar saya.")
    expect(page.locator(f"#percakapan > #k-{key(20)}:first-child")).to_be_focused()
    expect(page.locator("#announce")).to_have_text("Sudah tayang.")
    expect(page.get_by_label("Komentar Anda")).to_have_value("")
    expect(page.locator("form#utas-17")).to_have_count(1)
    [asked] = served_site.asked_for("/kirim/")
    assert asked.fields == {"client_key": ["kunci-utas-17"], "body": ["Ini komentar saya."]}
    assert (asked.headers["rembuk-piece"], asked.headers["x-csrftoken"]) == ("1", "rahasia")
    assert "authorization" not in asked.headers
    assert page.evaluate("history.length") == 2  # the empty page and this one
    page.reload()
    expect(page.get_by_label("Komentar Anda")).to_have_value("")


def test_a_double_press_is_one_request(served_site: Site, open_page: OpenPage) -> None:
    answered = Event()

    def slow(asked: Asked) -> Answer:
        answered.wait(5)
        return Answer(SENT)

    served_site.answers["/kirim/"] = slow
    page = open_page()
    page.get_by_label("Komentar Anda").fill("Ini komentar saya.")
    page.get_by_role("button", name="Kirim").dblclick()
    expect(page.get_by_role("button", name="Kirim")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Enter")
    answered.set()
    expect(page.locator(f"#k-{key(20)}")).to_be_focused()
    assert len(served_site.asked_for("/kirim/")) == 1
    expect(page.get_by_role("button", name="Kirim")).not_to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize(
    "refusal",
    [
        as_json(429, message="Terlalu cepat. Tunggu satu menit."),
        Answer("Terlalu cepat. Tunggu satu menit.", 429, {"Content-Type": "text/plain", "Retry-After": "60"}),
        as_json(403, message="Terlalu cepat. Tunggu satu menit."),
    ],
)
def test_a_refusal_says_its_sentence_beside_the_form_and_the_text_stays(
    served_site: Site, open_page: OpenPage, refusal: Answer
) -> None:
    served_site.answers["/kirim/"] = refusal
    page = open_page()
    write(page, "Terburu-buru")
    alert = page.locator("form#utas-17").get_by_role("alert")
    expect(alert).to_have_text("Terlalu cepat. Tunggu satu menit.")
    expect(page.get_by_label("Komentar Anda")).to_have_value("Terburu-buru")
    served_site.answers["/kirim/"] = Answer(SENT)
    page.get_by_role("button", name="Kirim").click()
    expect(page.locator(f"#k-{key(20)}")).to_be_visible()
    expect(alert).to_have_count(0)
    first, second = served_site.asked_for("/kirim/")
    assert first.fields["client_key"] == second.fields["client_key"]


def test_a_lost_request_shows_the_bar_and_the_next_one_hides_it(served_site: Site, open_page: OpenPage) -> None:
    served_site.answers["/kirim/"] = Answer(SENT)
    page = open_page()
    page.route("**/kirim/", lambda route: route.abort())
    write(page, "Di kereta")
    expect(page.locator("#trouble")).to_be_in_viewport()
    expect(page.get_by_label("Komentar Anda")).to_have_value("Di kereta")
    page.unroute("**/kirim/")
    page.get_by_role("button", name="Kirim").click()
    expect(page.locator("#trouble")).to_be_hidden()


def test_an_error_page_is_never_put_into_the_conversation(served_site: Site, open_page: OpenPage) -> None:
    served_site.answers["/kirim/"] = Answer("<h1>Server Error</h1>", 500)
    page = open_page()
    write(page, "Halo")
    expect(page.locator("#trouble")).to_be_visible()
    expect(page.get_by_text("Server Error")).to_have_count(0)


def test_the_server_may_choose_another_place(served_site: Site, open_page: OpenPage) -> None:
    again = form("utas-17", "#percakapan", error="Tulis sedikit lebih panjang.", body="a")
    headers = {"Rembuk-Target": "#utas-17", "Rembuk-Swap": "outer"}
    served_site.answers["/kirim/"] = Answer(again, 422, headers)
    page = open_page()
    write(page, "a")
    expect(page.locator("form#utas-17").get_by_role("alert")).to_have_text("Tulis sedikit lebih panjang.")
    expect(page.get_by_label("Komentar Anda")).to_be_focused()
    expect(page.get_by_label("Komentar Anda")).to_have_value("a")


def test_a_reply_by_keyboard_opens_under_its_comment(served_site: Site, open_page: OpenPage) -> None:
    reply = form("balas-2", f"#b-{key(2)}", error="Balas dengan sopan.")
    served_site.answers[f"/bincang/komentar/{key(2)}/balas/"] = Answer(reply)
    page = open_page()
    page.locator(f"#k-{key(2)} > .acts").get_by_role("link", name="Balas").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#r-{key(2)} textarea")).to_be_focused()
    expect(page).to_have_url(re.compile("/$"))


def test_paging_places_nothing_twice_and_keeps_the_focus_in_the_list(served_site: Site, open_page: OpenPage) -> None:
    served_site.answers["/_utas/17"] = Answer(OWN + article(8, "Halaman dua, satu.") + article(9, "Halaman dua, dua."))
    page = open_page()
    page.get_by_role("link", name="Tampilkan komentar berikutnya").press("Enter")
    expect(page.locator(f"#k-{key(8)}")).to_be_focused()
    expect(page.locator(f"#k-{key(4)}")).to_have_count(1)
    expect(page.locator("#percakapan > article").last).to_have_id(f"k-{key(9)}")
    expect(page.locator("#percakapan > p")).to_have_count(0)


def test_what_was_just_sent_is_not_there_twice_when_the_stream_was_faster(
    served_site: Site, open_page: OpenPage
) -> None:
    served_site.answers["/kirim/"] = Answer(article(4, "Lebih baru.", by=READER))
    page = open_page()
    write(page, "Lebih baru.")
    expect(page.locator(f"#k-{key(4)}")).to_be_focused()
    expect(page.locator(f"#k-{key(4)}")).to_contain_text("Lebih baru.")
    expect(page.locator(f"#k-{key(4)}")).to_have_count(1)


def test_the_older_question_does_not_win(served_site: Site, open_page: OpenPage) -> None:
    def sorted_list(asked: Asked) -> Answer:
        if asked.query["urut"] == ["ramai"]:
            time.sleep(0.5)
        return Answer(article(30, f"Diurut {asked.query['urut'][0]}"))

    served_site.answers["/_utas/17"] = sorted_list
    page = open_page()
    page.get_by_role("link", name="Ramai dibahas").click()
    page.get_by_role("link", name="Terlama").click()
    expect(page.get_by_text("Diurut terlama")).to_be_visible()
    page.wait_for_timeout(700)
    expect(page.get_by_text("Diurut terlama")).to_be_visible()
    expect(page.get_by_role("link", name="Terlama")).to_have_attribute("aria-current", "true")


def test_a_form_that_asks_puts_its_fields_into_the_address(served_site: Site, open_page: OpenPage) -> None:
    served_site.answers["/cari/"] = Answer("<p>Satu komentar ditemukan.</p>")
    page = open_page()
    page.get_by_role("searchbox").fill("kuota & sinyal")
    page.keyboard.press("Enter")
    expect(page.locator("#percakapan")).to_have_text("Satu komentar ditemukan.")
    assert served_site.asked_for("/cari/")[0].query == {"q": ["kuota & sinyal"]}


@pytest.mark.parametrize("way", ["header", "json", "redirect"])
def test_an_answer_may_lead_elsewhere(served_site: Site, open_page: OpenPage, way: str) -> None:
    served_site.answers["/kirim/"] = {
        "header": Answer("", 204, {"Rembuk-Go": "/masuk/"}),
        "json": as_json(401, go="/masuk/"),
        "redirect": Answer("", 302, {"Location": "/masuk/"}),
    }[way]
    served_site.answers["/masuk/"] = Answer("<title>Masuk</title>Masuk dulu")
    page = open_page()
    write(page, "Belum masuk")
    expect(page).to_have_url(f"{served_site.origin}/masuk/")
    page.go_back()
    expect(page.get_by_label("Komentar Anda")).to_have_value("Belum masuk")


def test_an_address_with_another_anchor_loads_the_page_anew(served_site: Site, open_page: OpenPage) -> None:
    served_site.answers["/kirim/"] = Answer("", 204, {"Rembuk-Go": f"/#k-{key(4)}"})
    page = open_page()
    page.evaluate("window.before = true")
    write(page, "Disunting")
    expect(page.locator(f"#k-{key(4)}")).to_be_focused()
    assert page.evaluate("window.before") is None


def test_a_modified_click_and_a_missing_place_are_left_to_the_browser(served_site: Site, open_page: OpenPage) -> None:
    at = f"/bincang/komentar/{key(4)}/balas/"
    served_site.answers[at] = Answer("<title>Balas</title><h1>Balas</h1>")
    page = open_page()
    link = page.locator(f"#k-{key(4)}").get_by_role("link", name="Balas")
    with page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    expect(opened.value.get_by_role("heading", name="Balas")).to_be_visible()
    page.evaluate(f"document.getElementById('r-{key(4)}').remove()")
    link.click()
    expect(page).to_have_url(re.compile("/balas/$"))
    assert all("rembuk-piece" not in asked.headers for asked in served_site.asked_for(at))


def test_in_a_frame_the_token_speaks_for_the_reader(served_site: Site, open_page: OpenPage) -> None:
    served_site.answers["/kirim/"] = Answer(SENT)
    page = open_page()
    page.evaluate("document.head.insertAdjacentHTML('beforeend', '<meta name=rembuk-token content=abc.def>')")
    write(page, "Dari bingkai")
    expect(page.locator(f"#k-{key(20)}")).to_be_visible()
    assert served_site.asked_for("/kirim/")[0].headers["authorization"] == "Bearer abc.def"


def test_without_script_forms_and_links_lead_where_they_say(served_site: Site, open_page: OpenPage) -> None:
    served_site.answers["/kirim/"] = Answer("<title>Terkirim</title>Terkirim")
    page = open_page(java_script_enabled=False)
    write(page, "Tanpa skrip")
    expect(page).to_have_url(f"{served_site.origin}/kirim/")
    assert served_site.asked_for("/kirim/")[0].fields["body"] == ["Tanpa skrip"]
    page.go_back()
    page.get_by_role("link", name="Tampilkan komentar berikutnya").click()
    expect(page).to_have_url(f"{served_site.origin}/?urut=terbaru&setelah=abc#bincang")
