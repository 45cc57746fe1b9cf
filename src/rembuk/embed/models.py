"""Which sites may show a title's conversations, who comes in from there, and the tokens that speak for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import origins

TITLE: Final = "newsroom.TitlePage"
TOKEN_LIFE: Final = timedelta(hours=12)
EXCHANGE_LIFE: Final = timedelta(seconds=60)

_REASONS: Final = {
    "form": _("Write it like https://www.contoh.id or https://*.contoh.id, without a path."),
    "scheme": _("An origin begins with https://, so that nobody on the way can read or change what is said."),
    "star": _("A star needs a name of your own behind it, like https://*.contoh.id."),
    "loopback": _("Addresses of one's own machine are taken in the demo only."),
}


class Origin(models.Model):
    """A site that may show the conversations of a title. `pattern` is written as `origins.pattern_of` keeps it."""

    title = models.ForeignKey(TITLE, verbose_name=_("title"), on_delete=models.CASCADE, related_name="origins")
    pattern = models.CharField(
        _("origin"),
        max_length=origins.LONGEST,
        help_text=_("https://www.contoh.id, or https://*.contoh.id for all below."),
    )

    class Meta:
        verbose_name = _("allowed origin")
        verbose_name_plural = _("allowed origins")
        ordering = ["title", "pattern"]
        constraints = [models.UniqueConstraint(fields=["title", "pattern"], name="origin_once_per_title")]

    def __str__(self) -> str:
        return self.pattern

    def clean(self) -> None:
        """Keep it as browsers write it, or say what is wrong with it."""
        super().clean()
        try:
            self.pattern = origins.pattern_of(self.pattern, loopback=settings.REMBUK_LOOPBACK_SITES)
        except origins.NoOrigin as problem:
            raise ValidationError({"pattern": _REASONS[problem.reason]}) from None


class SignOn(models.Model):
    """A title takes signed tokens of another site: who signs there, a reader is here."""

    title = models.OneToOneField(TITLE, verbose_name=_("title"), on_delete=models.CASCADE, related_name="sign_on")
    issuer = models.CharField(
        _("issuer"), max_length=200, help_text=_("What the tokens say in “iss”, for example https://www.contoh.id.")
    )
    is_on = models.BooleanField(_("takes tokens"), default=True)

    class Meta:
        verbose_name = _("single sign-on")
        verbose_name_plural = _("single sign-ons")
        permissions = [("keep_sign_on_keys", "Can make and retire the keys of a single sign-on")]

    def __str__(self) -> str:
        return f"{self.title_id}: {self.issuer}"


class SignOnKey(models.Model):
    """A key that signs tokens. Several may hold at once, so that one can be replaced without an hour of refusals.

    `sealed` holds the secret of an HS256 key, unreadable without the key folder; `public_key` the PEM of an EdDSA one.
    """

    class Algorithm(models.TextChoices):
        """How a token is signed; a token that says another word than its key is refused."""

        HS256 = "HS256", _("HS256: a shared secret")
        EDDSA = "EdDSA", _("EdDSA: your public key (Ed25519)")

    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="keys")
    kid = models.CharField(_("key id"), max_length=40)
    algorithm = models.CharField(_("algorithm"), max_length=5, choices=Algorithm.choices)
    sealed = models.BinaryField(null=True, editable=False)
    public_key = models.TextField(_("public key"), blank=True)
    not_before = models.DateTimeField(_("holds from"), default=timezone.now)
    retires_at = models.DateTimeField(_("holds until"), null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("sign-on key")
        verbose_name_plural = _("sign-on keys")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["sign_on", "kid"], name="sign_on_key_once"),
            models.CheckConstraint(
                condition=Q(algorithm="HS256", sealed__isnull=False, public_key="")
                | Q(Q(algorithm="EdDSA", sealed__isnull=True), ~Q(public_key="")),
                name="sign_on_key_is_of_one_kind",
            ),
            models.CheckConstraint(
                condition=Q(retires_at__isnull=True) | Q(retires_at__gte=F("not_before")), name="sign_on_key_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.kid

    def holds(self, at: datetime) -> bool:
        """Whether tokens signed with it are taken at this moment."""
        return self.not_before <= at and (self.retires_at is None or at < self.retires_at)


class UsedToken(models.Model):
    """A signed token that has been taken. Its row is what refuses it a second time, in whatever process."""

    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the token's “jti”."))
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("used token")
        verbose_name_plural = _("used tokens")
        constraints = [models.UniqueConstraint(fields=["sign_on", "digest"], name="signed_token_used_once")]

    def __str__(self) -> str:
        return f"used token {self.pk}"


class Linked(models.Model):
    """Who a subject of another site is here. The same subject under another title is someone else."""

    title = models.ForeignKey(TITLE, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.CharField(max_length=200)
    reader = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="linked")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("linked reader")
        verbose_name_plural = _("linked readers")
        constraints = [models.UniqueConstraint(fields=["title", "subject"], name="linked_once_per_subject")]

    def __str__(self) -> str:
        return f"linked reader {self.pk}"


class Spoken(models.Model):
    """What both short-lived rows say: for whom, in which title, shown on which origin, and until when.

    `session_mark` is Django's mark of the reader's password: another password, and the row holds no longer.
    """

    digest = models.CharField(max_length=64, unique=True, help_text=_("SHA-256; the secret itself is not kept."))
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.ForeignKey(TITLE, on_delete=models.CASCADE, related_name="+", db_index=False)
    origin = models.CharField(max_length=origins.LONGEST)
    session_mark = models.CharField(max_length=128)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True

    def holds(self) -> bool:
        """Whether it still speaks for its reader."""
        return (
            timezone.now() < self.expires_at
            and self.reader.is_active
            and self.session_mark == self.reader.get_session_auth_hash()
        )


class FrameToken(Spoken):
    """What a frame on another site sends instead of a cookie."""

    class Meta:
        verbose_name = _("frame token")
        verbose_name_plural = _("frame tokens")

    def __str__(self) -> str:
        return f"frame token {self.pk}"


class Exchange(Spoken):
    """A code that a window of ours hands to the frame that opened it.

    `challenge` is the SHA-256 of what only that frame knows.
    """

    challenge = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("exchange code")
        verbose_name_plural = _("exchange codes")

    def __str__(self) -> str:
        return f"exchange code {self.pk}"


class Opened(models.Model):
    """A thread that a first comment has brought into being; one that stayed empty is swept away.

    `reader` is missing where a guest wrote, who is nobody until the letter is opened.
    """

    thread = models.OneToOneField("conversation.Thread", on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("opened thread")
        verbose_name_plural = _("opened threads")
        indexes = [models.Index(fields=["reader", "made_at"], name="opened_by_reader")]

    def __str__(self) -> str:
        return f"opened thread {self.thread_id}"
