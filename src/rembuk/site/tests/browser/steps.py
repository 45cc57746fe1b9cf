"""What people do on the site again and again, as they do it: by names and labels that stand on the page."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from rembuk.site.demo.accounts import PASSWORD


def sign_in(page: Page, email: str) -> None:
    """Sign in, and end where the site leads."""
    page.goto("/akun/login/")
    give_password(page, email)
    expect(page).not_to_have_url(re.compile("/akun/login/"))


def confirm_device(page: Page, email: str) -> None:
    """On the page that asks for a code: have it sent, read it in the mailbox, type it; then where one was going."""
    page.get_by_role("button", name=f"Kirim kode ke {email}").click()
    code = re.search(r"^\s*(\d{6})\s*$", newest_letter(page, email, "Kode untuk perangkat baru Anda"), re.MULTILINE)
    assert code
    page.get_by_label("Kode dari surel").fill(code[1])
    page.get_by_role("button", name="Konfirmasi perangkat ini").click()
    expect(page).not_to_have_url(re.compile("/keamanan/kode/"))


def give_password(page: Page, email: str) -> None:
    """Fill in the form for signing in, and send it."""
    page.get_by_label("Surel").fill(email)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Masuk", exact=True).click()


def newest_letter(page: Page, email: str, subject: str) -> str:
    """The text of the newest message to `email` with `subject`, from the demo's mailbox; waits until it is there.

    The mailbox is opened in a tab of its own, so the page of the test stays where it is.
    """
    tab = page.context.new_page()
    row = tab.locator("li", has_text=email).filter(has=tab.get_by_role("link", name=subject))

    def there() -> bool:
        tab.goto("/demo/surel/")
        return row.count() > 0

    wait_until(tab, there)
    row.first.get_by_role("link").click()
    text = tab.locator(".letter").inner_text()
    tab.close()
    return text


def wait_until(page: Page, holds: Callable[[], bool], seconds: int = 20) -> None:
    """Ask again until it is so; for what another process does and no element of an open page shows."""
    for _again in range(seconds * 5):
        if holds():
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"It did not happen within {seconds} seconds")


def wait_for_stream(page: Page, story: str) -> None:
    """Open a story, and wait until the server holds this page's live stream."""
    with page.expect_response(lambda answer: "/_arus/" in answer.url):
        page.goto(story)


def notices(page: Page) -> Locator:
    """What the site tells after a form was sent."""
    return page.locator(".notices[role=status]")


def composer(page: Page) -> Locator:
    """The field for a new comment under a story."""
    return page.get_by_role("textbox", name="Komentar Anda")


def send(page: Page) -> None:
    """Press the button under the comment that is being written."""
    page.get_by_role("button", name="Kirim", exact=True).click()


def write_comment(page: Page, text: str) -> Locator:
    """Write under the story that is open and send; returns the comment."""
    composer(page).fill(text)
    send(page)
    return comment_with(page, text)


def comment_with(page: Page, text: str) -> Locator:
    """The comment, not the branch around it, that holds `text`."""
    return page.locator("article.c").filter(
        has=page.locator(f"xpath=self::article/div[@class='text' or @class='held'][contains(., '{text}')]")
    )


def more(comment: Locator) -> None:
    """Open what can be done with a comment: a menu in its place, or a page where there is no script."""
    comment.locator(":scope > .acts").get_by_role("link", name="Lainnya").click()
