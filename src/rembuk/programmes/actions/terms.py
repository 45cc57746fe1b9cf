"""The terms, and the readers' agreement to them."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.programmes.models import Agreement, Programme, Terms
from rembuk.readers.actions import give_consent
from rembuk.readers.models import Reader

from .common import Refused, lock

PURPOSE_LENGTH = 60


@transaction.atomic
def publish_terms(*, programme: Programme, text: str, actor: Reader | None) -> Terms:
    """Add a version of the terms. The same text again gives the version that has it.

    Once the programme is open its terms are frozen: nobody may change what readers agree to.

    Raises:
        Refused: the text is empty, or the programme is open already.
    """
    text = text.replace("\r\n", "\n").strip() + "\n"
    if not text.strip():
        raise Refused(_("Write the Terms and Conditions first: an empty text binds nobody."))
    programme = lock(programme, *Programme.Stage.values)
    if programme.stage != Programme.Stage.DRAFT:
        raise Refused(_("The programme has opened, so its Terms and Conditions are frozen."))
    newest = programme.terms.first()
    text_hash = hashlib.sha256(text.encode()).hexdigest()
    if newest is not None and newest.text_hash == text_hash:
        return newest
    terms = Terms.objects.create(
        programme=programme,
        version=newest.version + 1 if newest else 1,
        text=text,
        text_hash=text_hash,
        published_at=timezone.now(),
    )
    record("programmes.publish_terms", terms, actor=actor, version=terms.version, text_hash=text_hash)
    return terms


@transaction.atomic
def agree(*, reader: Reader, terms: Terms, channel: str) -> Agreement:
    """Keep the receipt that the reader agreed to exactly this version. Agreeing twice leaves the first receipt.

    Raises:
        Refused: the programme takes no agreements now, or this is not the version that is in force.
    """
    made = Agreement.objects.filter(reader=reader, terms=terms).first()
    if made is not None:
        return made
    programme = lock(terms.programme, *Programme.Stage.values)
    if not programme.takes_entries:
        raise Refused(_("Agreeing is possible from the opening until the entries are frozen for the draw."))
    if terms != programme.terms.first():
        raise Refused(_("There is a newer version of the Terms and Conditions. Read that one, then agree to it."))
    receipt, is_new = Agreement.objects.get_or_create(
        reader=reader,
        terms=terms,
        defaults={"text_hash": terms.text_hash, "channel": channel, "agreed_at": timezone.now()},
    )
    if is_new:
        # The reader's own profile page lists every consent in one place.
        give_consent(reader=reader, purpose=programme.name[:PURPOSE_LENGTH], text=terms.text, channel=channel)
        record("programmes.agree", receipt, actor=reader, terms=terms.pk, text_hash=terms.text_hash)
    return receipt
