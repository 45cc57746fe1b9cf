"""Steps of the walk: a story is made and goes out; readers talk about it; a moderator decides."""

from __future__ import annotations

import threading
from importlib.resources import files

import httpx
from django.conf import settings
from django.db import connection, transaction

from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Comment
from rembuk.conversation.queries import thread_of
from rembuk.newsroom.actions import import_story
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.newsroom.storytext import read_story
from rembuk.readers.models import Reader
from rembuk.updates.models import Delivery

from .visitor import need, wait_for
from .walk_state import Walk

GAMBLING = "MAWAR88 gacor hari ini, depo 10rb langsung maxwin, link alternatif di bio kak"


def two_titles(walk: Walk) -> str:
    """Two sister titles are two sites of one installation."""
    with walk.visitor() as reader:
        need(reader.open("/") == 200 and reader.sees("Lintas Pagi"), "Lintas Pagi does not answer")
        status = reader.open("/", host=walk.niaga)
        need(status == 200 and reader.sees("Niaga Petang"), "Niaga Petang does not answer")
    return f"{StoryPage.objects.live().count()} stories in two titles"


def imported(walk: Walk) -> str:
    """A pasted text becomes a draft with its parts told apart."""
    pasted = files("rembuk.site.sample").joinpath("texts", "pasted-story.txt").read_text(encoding="utf-8")
    text = read_story(pasted)
    story = import_story(title=TitlePage.objects.get(slug="lintas-pagi"), text=text).story
    speakers = {block["speaker"] for block in text.body if block["kind"] == "quote"}
    need(speakers == {"Sri Wahyuningsih"}, f"speakers read: {speakers}")
    need(text.syndication and text.syndication["publication"] == "Niaga Petang", "the syndication notice was not read")
    kinds = {part["kind"] for part in text.left_out}
    need({"telegram_invitation", "campaign_call", "profile_notice"} <= kinds, f"left out: {kinds}")
    need(not story.live, "the draft is public")
    walk.left["draft"] = str(story.pk)
    return f"{len(text.body)} blocks, {len(text.credits)} credit, {len(text.left_out)} pieces of wrapping left out"


def published(walk: Walk) -> str:
    """Publishing writes the outbox row in the same transaction: both or neither."""
    story = StoryPage.objects.get(pk=walk.left["draft"])
    story.announcement = StoryPage.Announcement.BREAKING
    try:
        with transaction.atomic():
            story.save_revision().publish()
            need(Delivery.objects.filter(story=story).count() == 1, "publishing wrote no outbox row")
            raise InterruptedError
    except InterruptedError:
        need(not Delivery.objects.filter(story=story).exists(), "a row was left behind by a publication that failed")
    story = StoryPage.objects.get(pk=story.pk)
    story.announcement = StoryPage.Announcement.BREAKING
    with transaction.atomic():
        story.save_revision().publish()
    walk.story_path = f"/{story.slug}/"
    return "one row; none after a roll-back"


def on_the_page(walk: Walk) -> str:
    """The story page carries byline, speaker, related story, syndication notice and invitation, all from data."""
    with walk.visitor() as reader:
        need(reader.open(walk.story_path) == 200, "the story page does not answer")
        for words in ("Liem Hartanto", "Sri Wahyuningsih", "Satu mesin untuk dua puluh tiga dapur", "@lintaspagi"):
            need(reader.sees(words), f"the page does not show “{words}”")
        reader.open("/warung-belajar-daring/")
        need('class="baca"' in reader.page, "“Baca juga” is not a link")
    return "byline, quote, syndication, Telegram invitation, related link"


def in_the_channel(walk: Walk) -> str:
    """The worker brought it to the channel through the Bot API client."""
    headline = StoryPage.objects.get(pk=walk.left["draft"]).title
    wait_for(
        lambda: headline in httpx.get(f"{walk.telegram}/lintaspagi").text, "the story did not reach the channel", 40
    )
    delivery = Delivery.objects.get(story__pk=walk.left["draft"])
    need(delivery.state == Delivery.State.SENT, f"the delivery is {delivery.state}")
    return f"message {delivery.message_id} in @lintaspagi"


def talked(walk: Walk) -> str:
    """A reader writes without JavaScript, and a second browser hears of it on the live stream."""
    story = StoryPage.objects.get(pk=walk.left["draft"])
    thread = thread_of(story)
    heard: list[str] = []
    ready = threading.Event()

    def listen() -> None:
        with httpx.stream("GET", f"{walk.site}/_arus/{thread.pk}?bahasa=id", timeout=30) as stream:
            ready.set()
            for line in stream.iter_lines():
                heard.append(line)
                if "patungan mesin jahit" in line:
                    return

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    ready.wait(10)
    with walk.visitor() as ratna:
        ratna.sign_in("ratna@contoh.test")
        ratna.open(walk.story_path)
        ratna.submit("form#compose", body="Di gang saya juga patungan mesin jahit, hasilnya lumayan. #BicaraJernih")
        need(ratna.sees("patungan mesin jahit"), "the writer does not see the comment")
    listener.join(15)
    need(not listener.is_alive(), "the second browser heard nothing")
    comment = Comment.objects.get(body__contains="patungan mesin jahit")
    need(comment.state == Comment.State.PUBLISHED, f"the comment is {comment.state}")
    walk.comment_id = str(comment.public_id)
    return "posted without JavaScript, seen live by a second browser"


def answered(walk: Walk) -> str:
    """Another reader replies and reports; the writer edits; the same form sent twice is one comment."""
    base = f"/bincang/komentar/{walk.comment_id}"
    with walk.visitor() as bagas:
        bagas.sign_in("bagas@contoh.test")
        need(bagas.open(f"{base}/sunting/") == 404, "a stranger can edit the comment")
        bagas.open(f"{base}/laporkan/")
        bagas.submit("main form", reason="other", note="coba")
    with walk.visitor() as ratna:
        ratna.sign_in("ratna@contoh.test")
        ratna.open(f"{base}/sunting/")
        ratna.submit("main form", body="Di gang saya patungan mesin jahit, hasilnya dibagi rata. #BicaraJernih")
    with walk.visitor() as bagas:
        bagas.sign_in("bagas@contoh.test")
        bagas.open(f"{base}/balas/")
        form = bagas.page
        bagas.submit("main form.compose", body="Boleh tahu merek mesinnya, Mbak?")
        bagas.page, bagas.address = form, f"{walk.site}{base}/balas/"
        bagas.submit("main form.compose", body="Boleh tahu merek mesinnya, Mbak?")
    comment = Comment.objects.get(public_id=walk.comment_id)
    need(comment.revisions.count() == 1 and "dibagi rata" in comment.body, "the edit was not kept with its revision")
    need(comment.replies.count() == 1, f"the reply stands {comment.replies.count()} times")
    need(comment.reports.count() == 1, "the report is missing")
    return "edited with a revision, reported once, one reply however often sent"


def held(walk: Walk) -> str:
    """Gambling spam is held: its writer sees that, nobody else sees it; a moderator rejects it with a reason."""
    with walk.visitor() as bagas, walk.visitor() as stranger, walk.visitor() as damar:
        bagas.sign_in("bagas@contoh.test")
        bagas.open(walk.story_path)
        bagas.submit("form#compose", body=GAMBLING)
        need(bagas.sees("MAWAR88"), "the writer does not see the own held comment")
        stranger.open(walk.story_path)
        need(not stranger.sees("MAWAR88"), "a stranger sees a held comment")
        comment = Comment.objects.get(body=GAMBLING)
        damar.sign_in("damar@contoh.test")
        damar.open(f"/staf/moderasi/komentar/{comment.public_id}/")
        need(damar.sees("MAWAR88"), "the moderator does not see it")
        reason = damar.page.split('name="reason" value="')[1].split('"')[0]
        damar.submit(f'form[action*="{comment.public_id}/putuskan"]', f"reason={reason}")
    comment.refresh_from_db()
    need(comment.state == Comment.State.REJECTED, f"after the decision it is {comment.state}")
    return "unseen by others, in the queue, rejected with a reason"


def failing_closed(walk: Walk) -> str:
    """When a part of moderation breaks, a comment is held, not lost and not published."""
    phases = settings.REMBUK_PHASES
    settings.REMBUK_PHASES = ["rembuk.site.demo.steps_talk.broken_phase"]
    try:
        comment = post_comment(
            author=Reader.objects.get(email="ratna@contoh.test"),
            thread=thread_of(StoryPage.objects.get(pk=walk.left["draft"])),
            body="Kalimat biasa saja.",
            client_key=Comment._meta.get_field("public_id").get_default(),
        )
    finally:
        settings.REMBUK_PHASES = phases
    need(comment.state == Comment.State.HELD, f"with a broken phase the comment is {comment.state}")
    connection.close()
    return "held with the reason “phase failed”"


def broken_phase(draft: object) -> object:
    """A phase that breaks, for the step above."""
    raise ConnectionError("this part of moderation is broken on purpose, for this line of the table")


TALK = [
    ("newsroom", "two titles answer as two sites", two_titles),
    ("newsroom", "a pasted text becomes a structured draft", imported),
    ("updates", "publishing and its outbox row are one transaction", published),
    ("newsroom", "the story page is made from data", on_the_page),
    ("updates", "the worker brings it to the Telegram channel", in_the_channel),
    ("conversation", "a comment is written and seen live", talked),
    ("conversation", "edit, reply, report; a repeated form is one comment", answered),
    ("moderation", "gambling spam is held and rejected with a reason", held),
    ("civility", "a broken phase holds the comment", failing_closed),
]
