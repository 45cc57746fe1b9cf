"""Coming in from another site: by its signed token, or by a window of ours. And going out."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from rembuk.audit.actions import record
from rembuk.embed import queries, signed
from rembuk.embed.models import Exchange, FrameToken, Linked, SignOn, UsedToken
from rembuk.newsroom.models import TitlePage
from rembuk.readers import display_names
from rembuk.readers.forms import NAME_LENGTH
from rembuk.readers.models import Reader

from .common import Refused, new_exchange, new_token, no_longer, take_away

TRIES: Final = 3


@sensitive_variables("token", "secret")
def sign_on(*, title: TitlePage, origin: str, token: str) -> tuple[str, FrameToken]:
    """Take a signed token of another site, once; returns a frame token's secret and row.

    Raises:
        Refused: the token is not taken, it names nobody, or the account is closed.
    """
    _check_origin(title, origin)
    settings = SignOn.objects.filter(title=title, is_on=True).first()
    if settings is None:
        raise Refused(_("This site's own sign-in is not set up here. You can sign in with an account of ours."))
    try:
        claims = signed.read(settings, token)
    except signed.Unsigned as problem:
        raise Refused(problem.message) from None
    name = _name(claims.name)
    try:
        with transaction.atomic():
            UsedToken.objects.create(sign_on=settings, digest=claims.digest, expires_at=claims.expires_at)
    except IntegrityError:
        raise Refused(_("This sign-in was used before. Reload the page, and you get a fresh one.")) from None
    reader = _reader_of(title, claims.subject, name)
    with transaction.atomic():
        secret, row = new_token(reader, title, origin)
        record("embed.sign_on", reader, actor=reader, title=title.pk, origin=origin)
    return secret, row


@sensitive_variables("secret")
def offer(*, reader: Reader, title: TitlePage, origin: str, challenge: str) -> str:
    """The reader said yes to using their account on `origin`: a code for the frame that asked.

    Raises:
        Refused: the origin may not show this title's conversations (any more).
    """
    _check_origin(title, origin)
    with transaction.atomic():
        secret, _row = new_exchange(reader, title, origin, challenge)
        record("embed.offer", reader, actor=reader, title=title.pk, origin=origin)
    return secret


@sensitive_variables("code", "verifier", "secret")
def exchange(*, title: TitlePage, code: str, verifier: str) -> tuple[str, FrameToken]:
    """A frame turns its code into a token, once. `verifier` is what it has kept to itself since it asked.

    Raises:
        Refused: the code is not one, was used, is too old, or was made for another frame.
    """
    again = Refused(_("This sign-in took too long. Please sign in once more."))
    offered = Exchange.objects.select_related("reader").filter(digest=queries.digest(code), title=title).first()
    if offered is None or not take_away(offered):
        raise again
    if not offered.holds() or offered.challenge != queries.digest(verifier):
        raise again
    _check_origin(title, offered.origin)
    with transaction.atomic():
        secret, row = new_token(offered.reader, title, offered.origin)
        record("embed.exchange", offered.reader, actor=offered.reader, title=title.pk, origin=offered.origin)
    return secret, row


def sign_out(*, token: FrameToken) -> None:
    """End a frame's token."""
    with transaction.atomic():
        if take_away(token):
            record("embed.sign_out", token.reader, actor=token.reader, title=token.title_id)


def _check_origin(title: TitlePage, origin: str) -> None:
    if not queries.allows(title, origin):
        raise Refused(_("This site may not show this conversation. Its makers can ask the newsroom to allow it."))


def _name(typed: str) -> str:
    """The name as it is shown here. Whoever looks like someone of the newsroom by it is shown as a reader: the other
    site gave them the name, and people do share names with reporters.

    Raises:
        Refused: nothing of it can be seen.
    """
    name = display_names.shown(typed)[:NAME_LENGTH].strip()
    if not name:
        raise Refused(_("Your account on this site has no name yet. Give it one there, then reload this page."))
    return display_names.house().told_apart(name)


def _reader_of(title: TitlePage, subject: str, name: str) -> Reader:
    """Who the subject is here, made when they first come; with the name that they have now.

    Raises:
        Refused: the account is closed.
    """
    linked = _linked(title, subject) or _link(title, subject, name)
    if not linked.reader.is_active:
        raise no_longer()
    if linked.reader.display_name != name:
        with transaction.atomic():
            linked.reader.display_name = name
            linked.reader.save(update_fields=["display_name"])
            record("embed.rename", linked.reader, actor=linked.reader)
    return linked.reader


def _linked(title: TitlePage, subject: str) -> Linked | None:
    return Linked.objects.select_related("reader").filter(title=title, subject=subject).first()


def _link(title: TitlePage, subject: str, name: str) -> Linked:
    """Make the subject's account. Another process may make the same one, or take the same handle, at this moment."""
    for _again in range(TRIES):
        try:
            with transaction.atomic():
                reader = Reader.objects.create_voice(name, kind=Reader.Kind.LINKED)
                linked = Linked.objects.create(title=title, subject=subject, reader=reader)
                record("embed.link", reader, actor=reader, title=title.pk)
        except IntegrityError:
            if found := _linked(title, subject):
                return found
        else:
            return linked
    raise Refused(_("Too many people came in at this moment. Reload the page, and try once more."))
