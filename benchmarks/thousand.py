"""`thousand`: a thousand gambling comments among two hundred ordinary ones, posted through the real site.

A stranger reads everything public all the while: pages of the threads as edge serves them, a story, the live
streams, the feeds, the interface for programs, a search, a profile. Counted is what was EVER to be read, by the
comment's id and by its letters, and what became of each comment in the database.

The advertising is invented (`adverts.py`). `make bench ONLY=thousand ROWS=rows.csv` takes the rows of a table instead,
under brands that the model has not met: `unseen.py` sets them apart and trains a model without them first.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
import uuid
from collections import Counter
from collections.abc import Coroutine
from importlib import resources
from typing import Any
from urllib.parse import urlencode

import client
from adverts import adverts
from harness import HERE, Run, Site, stop
from poster import TOKEN
from stranger import Stranger

ADVERTISING, ORDINARY = 1_000, 200
READERS = (
    600  # half of them joined a moment ago; two comments each, so that no limit of pace is met (429 would be told)
)
CLIENTS = 24  # each from a network of its own
RATE = 25.0  # comments a second
SETTLING = 2.0  # seconds after the last comment
SETS = ("political_anger.txt", "innocent_words.txt")
PLAN = {"readers": READERS, "fresh": READERS // 2, "threads": {"talk": {"openers": 2, "many": 4}}}


def thousand(run: Run) -> None:
    """Choose the comments, serve, post and watch at once, and count."""
    many, ordinary = (int(run.pick(ADVERTISING, 60)), int(run.pick(ORDINARY, 20)))
    site = run.install(PLAN)
    if rows := os.environ.get("ROWS", ""):
        texts = _unseen(run, site, rows, many, ordinary)
    else:
        texts = {"advertising": adverts(many), "ordinary": _ordinary(ordinary)}
    run.serve(site)
    comments = [(kind, text) for kind, all_of_them in texts.items() for text in all_of_them]
    random.shuffle(comments)
    watcher = Stranger(site.port)
    sent, statuses = asyncio.run(_post_and_watch(site, comments, watcher))
    found = run.ask(site, "verdicts", "\n".join(sent))
    _say(run, sent, statuses, found, watcher)


def _unseen(run: Run, site: Site, rows: str, many: int, ordinary: int) -> dict[str, list[str]]:
    folder = site.folder / "models"
    command = [str(HERE / "unseen.py"), os.path.abspath(rows), str(folder), str(many), str(ordinary)]
    found = json.loads(run.script(command, site.surroundings).strip().splitlines()[-1])
    site.surroundings["REMBUK_MODELS"] = str(folder)
    run.report.note(
        f"thousand: {found['brands']} brands set apart; the model saw the other {found['trained_on']:,} rows"
    )
    return {kind: found[kind] for kind in ("advertising", "ordinary")}


def _ordinary(many: int) -> list[str]:
    """Invented anger and innocent words, as the tests keep them: they are what a filter mistakes most easily."""
    tests = resources.files("rembuk.civility.tests")
    lines = [line for name in SETS for line in tests.joinpath(name).read_text(encoding="utf-8").splitlines()]
    return random.sample([line for line in lines if line and not line.startswith("#")], many)


async def _post_and_watch(
    site: Site, comments: list[tuple[str, str]], watcher: Stranger
) -> tuple[dict[str, tuple[str, str]], Counter[str]]:
    """What was sent, by client key, and how it was answered."""
    over = asyncio.Event()
    watching = [asyncio.ensure_future(one) for one in _looks(site, watcher, over)]
    await asyncio.sleep(1)
    sent: dict[str, tuple[str, str]] = {}
    statuses: Counter[str] = Counter()
    begun = time.monotonic()

    async def write(number: int) -> None:
        connection = client.Connection(site.port, f"127.0.{1 + number}.1")
        for place in range(number, len(comments), CLIENTS):
            await asyncio.sleep(max(0.0, begun + place / RATE - time.monotonic()))
            kind, text = comments[place]
            key = str(uuid.uuid4())
            sent[key] = (kind, text)
            answer = await connection.ask(_request(site, place, key, text))
            statuses[f"{kind} {answer.status}"] += 1
        connection.close()

    try:
        await asyncio.gather(*(write(number) for number in range(CLIENTS)))
        await asyncio.sleep(SETTLING)
    finally:
        over.set()
        await asyncio.gather(*watching)
    for thread in site.threads("talk"):
        await watcher.turn_all_pages(thread)
    return sent, statuses


def _request(site: Site, place: int, key: str, text: str) -> bytes:
    threads, sessions = site.threads("talk"), site.seeded["sessions"]
    body = urlencode({"csrfmiddlewaretoken": TOKEN, "client_key": key, "body": text})
    cookies = f"Cookie: csrftoken={TOKEN}; sessionid={sessions[place % len(sessions)]}"
    headers = (cookies, "Rembuk-Piece: 1", f"X-CSRFToken: {TOKEN}")
    kind = "application/x-www-form-urlencoded"
    return client.post(f"/bincang/{threads[place % len(threads)]}/tulis/", kind, body, *headers)


def _looks(site: Site, watcher: Stranger, over: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
    looks = [
        watcher.watch("search", "/bincang/cari/?q=gacor", over, 1.0),
        watcher.watch("profile", "/bincang/pembaca/pembaca1/", over, 1.0),
        watcher.watch("story", site.seeded["stories"]["talk"], over, 0.2),
    ]
    for thread in site.threads("talk"):
        looks += [
            watcher.watch("page", f"/_utas/{thread}?bahasa=id", over),
            watcher.watch("feed", f"/sisip/umpan/utas/{thread}/", over, 0.5),
            watcher.watch("api", f"/api/v1/threads/{thread}/comments?shape=flat&limit=50", over, 1.0),
            watcher.listen(thread, over),
        ]
    return looks


def _say(
    run: Run,
    sent: dict[str, tuple[str, str]],
    statuses: Counter[str],
    found: dict[str, Any],
    watcher: Stranger,
) -> None:
    public = set().union(*watcher.shown.values())
    letters = watcher.texts_seen(text for _kind, text in sent.values())
    for kind in ("advertising", "ordinary"):
        keys = [key for key, (of, _text) in sent.items() if of == kind]
        seen = [key for key in keys if (key in found and found[key][0] in public) or sent[key][1] in letters]
        states = Counter(str(found[key][1]) if key in found else "not recorded" for key in keys)
        run.report.say(f"thousand.{kind}", len(keys), "comments")
        run.report.say(f"thousand.{kind}_ever_visible", len(seen), "comments")
        run.report.say(f"thousand.{kind}_ever_visible_share", 100 * len(seen) / len(keys), "%")
        run.report.say(f"thousand.{kind}_held", states["held"], "comments")
        run.report.say(f"thousand.{kind}_not_recorded", states["not recorded"], "comments")
        if kind == "ordinary" and not seen:
            run.report.fail("no ordinary comment was to be seen: the site holds everything, see its log")
        if states["published"] > len(seen):
            run.report.fail(f"{states['published']} of {kind} are published and only {len(seen)} were seen: look again")
    held = [found[key] for key, (kind, _text) in sent.items() if kind == "advertising" and key in found]
    alone = sum(state == "held" and not {"gambling"} & set(kinds) for _id, state, kinds in held)
    run.report.say("thousand.advertising_held_by_other_phases", alone, "comments")
    run.report.say("thousand.looks", sum(watcher.looks.values()), "looks")
    run.report.note(f"thousand: looks by surface {dict(watcher.looks)}; refused {dict(watcher.refused)}")
    run.report.note(f"thousand: answers {dict(sorted(statuses.items()))}")
    missing = {"page", "story", "feed", "api", "stream", "search", "profile"} - set(watcher.looks)
    if missing:
        stop(f"nothing was to be seen of {', '.join(sorted(missing))}")
