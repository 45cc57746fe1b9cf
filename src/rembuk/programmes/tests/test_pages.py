"""What readers see: the card beside a story, the programme, its terms, and the proof of its draw."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from rembuk.conversation.models import Comment
from rembuk.fairdraw import check_inclusion
from rembuk.fairdraw.canonical import canonical
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.programmes import actions, queries
from rembuk.programmes.models import Agreement, Draw, Entry, Programme
from rembuk.readers.models import Reader

from .conftest import BEACON, freeze, past_programme

SignIn = Callable[[Reader], Client]
Say = Callable[..., Comment]


def page(client: Client, address: str, status: int = 200) -> str:
    """The page's text, unescaped enough to read."""
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def at(name: str, slug: str = "bicara-jernih") -> str:
    """The address of a page of the sample programme."""
    return reverse(f"programmes:{name}", args=[slug])


def test_the_card_invites_and_says_what_is_missing(
    running: Programme, story: StoryPage, client: Client, sign_in: SignIn, say: Say, bagas: Reader
) -> None:
    card = page(client, story.url)
    assert "#BicaraJernih" in card
    assert "2 pembaca mendapat" in card
    assert "Cara ikut" in card
    say(bagas)
    card = page(sign_in(bagas), story.url)
    assert "Komentar dengan tagar: 1" in card
    assert "kurang 3 isian" in card
    assert "Setujui Syarat &amp; Ketentuan" in card
    assert "Lengkapi data" in card
    assert reverse("readers:profile") in card


def test_no_programme_no_card(story: StoryPage, client: Client, make_programme: Callable[..., Programme]) -> None:
    assert 'class="card"' not in page(client, story.url)
    make_programme()  # a draft
    assert 'class="card"' not in page(client, story.url)


def test_after_the_draw_the_card_leads_to_the_result_for_thirty_days(
    committed: Programme, story: StoryPage, client: Client, yoga: Reader
) -> None:
    assert "Cara undiannya" in page(client, story.url)
    drawing = actions.draw(programme=committed, actor=yoga, beacon=BEACON)
    assert "Lihat hasil undian" in page(client, story.url)
    Draw.objects.filter(pk=drawing.pk).update(drawn_at=timezone.now() - queries.RESULT_SHOWN)
    assert 'class="card"' not in page(client, story.url)


def test_agreeing_takes_an_unticked_box(running: Programme, sign_in: SignIn, bagas: Reader) -> None:
    client = sign_in(bagas)
    form = page(client, at("programme"))
    assert 'name="agreed"' in form
    assert "checked" not in form
    response = client.post(at("agree"), {"version": 1})
    assert response.status_code == 422
    assert "Centang kotaknya" in response.content.decode()
    assert client.post(at("agree"), {"version": 7, "agreed": "on"}).status_code == 404
    assert not Agreement.objects.exists()
    done = client.post(at("agree"), {"version": 1, "agreed": "on"}, follow=True).content.decode()
    receipt = Agreement.objects.get()
    assert str(receipt.public_id) in done
    assert receipt.text_hash in done


def test_terms_show_every_version(make_programme: Callable[..., Programme], client: Client) -> None:
    programme = make_programme()
    actions.publish_terms(programme=programme, text="Versi lama.", actor=None)
    newest = actions.publish_terms(programme=programme, text="Versi baru.", actor=None)
    assert client.get(at("terms")).status_code == 404
    actions.open_programme(programme=programme, actor=None)
    shown = page(client, at("terms"))
    assert newest.text_hash in shown
    assert shown.index("Versi baru.") < shown.index("Versi lama.")


def test_strangers_drafts_and_other_titles_are_404(
    make_programme: Callable[..., Programme], client: Client, sign_in: SignIn, ratna: Reader, title: TitlePage
) -> None:
    programme = make_programme()
    assert client.get(at("programme")).status_code == 404
    actions.publish_terms(programme=programme, text="Satu.", actor=None)
    actions.open_programme(programme=programme, actor=None)
    assert client.get(at("bundle")).status_code == client.get(at("commitment")).status_code == 404
    assert sign_in(ratna).get(at("own_proof")).status_code == 404
    other: TitlePage = title.get_parent().add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))
    Site.objects.create(hostname="niaga.localhost", port=80, root_page=other)
    for name in ("programme", "terms", "draw"):
        assert client.get(at(name)).status_code == 200
        assert client.get(at(name), headers={"host": "niaga.localhost"}).status_code == 404
    assert "Bicara Jernih" not in client.get(reverse("programmes:list"), headers={"host": "niaga.localhost"}).text


def test_the_proof_before_and_after_the_draw(
    committed: Programme, client: Client, sign_in: SignIn, yoga: Reader
) -> None:
    drawing = Draw.objects.get()
    before = page(client, at("draw"))
    assert drawing.commitment_hash in before
    assert "657413" in before
    kept = client.get(at("commitment"))
    assert sha256(canonical(kept.json()["commitment"])).hexdigest() == drawing.commitment_hash
    assert len(kept.json()["entries"]) == 6
    assert client.get(at("commitment"), headers={"if-none-match": kept["ETag"]}).status_code == 304
    drawing = actions.draw(programme=committed, actor=yoga, beacon=BEACON)
    place = drawing.places.select_related("entry__reader").get(rank=1)
    actions.step_down(place=drawing.places.get(rank=2), reason="unreachable", actor=yoga)
    after = page(client, at("draw"))
    assert f"P*** K. <code>{place.entry.short_id}</code>" in after
    assert "Tidak dapat dihubungi" in after
    assert f"--commitment {drawing.commitment_hash}" in after
    assert place.entry.reader
    assert "Anda menang" in page(sign_in(place.entry.reader), at("draw"))


def test_no_public_page_holds_an_address_or_a_whole_name(
    committed: Programme, story: StoryPage, client: Client, yoga: Reader
) -> None:
    actions.draw(programme=committed, actor=yoga, beacon=BEACON)
    data = client.get(at("bundle")).content.decode(errors="replace")
    pages = [client.get(at(name)).text for name in ("programme", "terms", "draw", "commitment")]
    for text in [*pages, client.get(story.url).text, client.get(reverse("programmes:list")).text, data]:
        assert not re.search(r"p\d@contoh\.test|Pembaca Ke\d", text)


def test_the_bundle_is_the_same_bytes_with_their_hash_as_etag(
    committed: Programme, client: Client, yoga: Reader
) -> None:
    actions.draw(programme=committed, actor=yoga, beacon=BEACON)
    first = client.get(at("bundle"))
    assert first["ETag"] == f'"{sha256(first.content).hexdigest()}"'
    assert first["Content-Disposition"] == 'attachment; filename="undian-bicara-jernih.zip"'
    assert client.get(at("bundle"), headers={"if-none-match": first["ETag"]}).status_code == 304


def test_a_reader_takes_the_own_proof_home(committed: Programme, sign_in: SignIn) -> None:
    entry = Entry.objects.select_related("reader").exclude(exclusion="staff")[0]
    assert entry.reader
    proof = sign_in(entry.reader).get(at("own_proof")).json()
    assert check_inclusion(proof, Draw.objects.get().commitment["entries"]["root"])
    assert proof["salt"] in page(sign_in(entry.reader), at("draw"))


def test_the_excluded_are_told_why(
    make_programme: Callable[..., Programme], make_crowd: Callable[..., list[Reader]], sign_in: SignIn
) -> None:
    programme = past_programme(make_programme)
    out, *_others = make_crowd(programme, 3)
    Agreement.objects.filter(reader=out).delete()
    freeze(programme)
    client = sign_in(out)
    for name in ("programme", "draw"):
        assert "Belum menyetujui Syarat" in page(client, at(name))
    assert client.get(at("own_proof")).json()["reason"] == "not_agreed"


@pytest.mark.parametrize("name", ["Yohana Maria", "yohana maria putri", "yohana@contoh.test", "", "Y"])
def test_masks(name: str) -> None:
    assert queries.mask(name) in {"Y*** M.", "Y*** P.", "Y***", "***"}


@pytest.mark.parametrize("many", [3, 12])
def test_the_proof_costs_the_same_for_many_entries(
    many: int,
    make_programme: Callable[..., Programme],
    make_crowd: Callable[..., list[Reader]],
    sign_in: SignIn,
    yoga: Reader,
    django_assert_max_num_queries: Any,
) -> None:
    programme = past_programme(make_programme, winners=many // 2)
    reader = make_crowd(programme, many)[0]
    drawing = actions.draw(programme=freeze(programme), actor=yoga, beacon=BEACON)
    for place in drawing.places.all()[: many // 3]:
        actions.step_down(place=place, reason="declined", actor=yoga)
    client = sign_in(reader)
    page(client, at("draw"))  # the first view computes the reader's proof
    with django_assert_max_num_queries(22):
        page(client, at("draw"))


def test_the_card_and_the_programme_cost_the_same_for_many_entries(
    running: Programme,
    make_crowd: Callable[..., list[Reader]],
    story: StoryPage,
    sign_in: SignIn,
    say: Say,
    ratna: Reader,
) -> None:
    say(ratna)
    client = sign_in(ratna)

    def cost(address: str) -> int:
        page(client, address)
        with CaptureQueriesContext(connection) as queries_made:
            page(client, address)
        return len(queries_made)

    before = [cost(story.url), cost(at("programme"))]
    make_crowd(running, 12)
    say(ratna)
    assert [cost(story.url), cost(at("programme"))] == before
