"""What every page keeps to: nothing that axe calls serious, and no wider than the narrowest phone."""

from __future__ import annotations

from importlib import resources
from typing import Any

from playwright.sync_api import Page

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
NARROW = 320  # CSS pixels
OUTSIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 120))"""


# What fades in has its contrast only when it is there. What is paused is not waited for.
SETTLED = """() => Promise.race([
    Promise.all(document.getAnimations().filter(one => one.playState === "running"
        && one.effect.getComputedTiming().endTime !== Infinity).map(one => one.finished.catch(() => null))),
    new Promise(done => setTimeout(done, 3000))]).then(() => null)"""


def judge(page: Page, within: str = "html") -> None:
    """Axe finds nothing serious or critical in what `within` selects, once it stands still."""
    page.evaluate(SETTLED)
    # Playwright evaluates past the page's own policy, which stays in force for everything else.
    page.evaluate(AXE)
    found = page.evaluate("within => axe.run(within, {resultTypes: ['violations']})", within)
    faults = [_sentence(fault) for fault in found["violations"] if fault["impact"] in {"serious", "critical"}]
    assert not faults, f"{page.url}: {faults}"


def _sentence(fault: dict[str, Any]) -> str:
    return f"{fault['id']}: {fault['help']} {[node['target'] for node in fault['nodes']]}"


def fits(page: Page) -> None:
    """Nothing stands outside the narrowest phone. The page has its width again afterwards."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 640})
    outside = page.evaluate(OUTSIDE)
    if before:
        page.set_viewport_size(before)
    assert not outside, f"{page.url}: {outside}"


def hold_to_the_rules(page: Page) -> None:
    """The page that is open keeps to all of it."""
    judge(page)
    fits(page)
