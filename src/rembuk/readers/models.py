"""Readers, what they told us (sealed), and what they agreed to."""

from __future__ import annotations

import re
import secrets
import unicodedata
import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


NO_MAIL_DOMAIN: Final = "tanpa-surel.invalid"


class ReaderManager(BaseUserManager["Reader"]):
    """Makes accounts that sign in with an e-mail address."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> Reader:
        """Create an account; without a password it can only be entered by code or passkey."""
        if not email:
            raise ValueError("An account needs an e-mail address")
        reader = self.model(email=self.normalize_email(email).lower(), **facts)
        reader.set_password(password)
        reader.save(using=self._db)
        return reader

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> Reader:
        """Create an account that may do everything in the staff screens."""
        facts.setdefault("display_name", email.partition("@")[0])
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)

    def create_voice(self, display_name: str, *, kind: str, **facts: Any) -> Reader:
        """Create an account that nobody signs in to with an address: a guest's, an imported author's, another site's.

        Its address is in a domain that no mail ever reaches (RFC 2606), so no code or letter can open it.
        """
        return self.create_user(no_mail_address(), None, display_name=display_name[:40], kind=kind, **facts)

    def get_by_natural_key(self, username: str | None) -> Reader:
        """Find an account as people type their address: case does not matter."""
        return self.get(email=(username or "").strip().lower())


def no_mail_address() -> str:
    """A fresh address that cannot receive mail, for an account that has none."""
    return f"{uuid.uuid4().hex}@{NO_MAIL_DOMAIN}"


class Reader(AbstractUser):
    """Everyone with an account: readers, staff and the people of a shop.

    `display_name` is what the public sees; `handle`, unique, is how others mention them (`@handle`). `first_name` and
    `last_name` are used for staff only (bylines in the CMS); a reader's real name is a sealed profile field.
    """

    class Kind(models.TextChoices):
        """How the account came to be."""

        MEMBER = "member", _("Signed up here")
        LINKED = "linked", _("Signed in through another site")
        GUEST = "guest", _("Guest with a confirmed address")
        IMPORTED = "imported", _("Wrote in an earlier comment system")

    username = None  # type: ignore[assignment]  # people sign in with their e-mail address
    email = models.EmailField(_("e-mail"), unique=True)
    display_name = models.CharField(_("display name"), max_length=40)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    handle = models.CharField(_("handle"), max_length=30, unique=True, null=True, blank=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MEMBER, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[ReaderManager] = ReaderManager()  # type: ignore[assignment]  # a manager without usernames

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")

    def __str__(self) -> str:
        return self.display_name or f"reader {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; an account with a name, which others can address, gets a handle of its own once."""
        if not self.handle and self.display_name and self.kind in {self.Kind.MEMBER, self.Kind.LINKED}:
            self.handle = free_handle(self.display_name)
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "handle"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Even out what a staff screen sends: it knows no display name, and people type capitals in addresses."""
        super().clean()
        self.email = self.email.lower()
        self.display_name = (self.display_name or self.get_full_name())[:40]


def free_handle(display_name: str) -> str:
    """A handle that nobody has: the name in plain small letters, with figures behind it where it is taken."""
    plain = unicodedata.normalize("NFKD", display_name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "", plain)[:20] or "pembaca"
    handle = base
    while len(handle) < 3 or Reader.objects.filter(handle=handle).exists():
        handle = f"{base}{secrets.randbelow(10_000):04d}"
    return handle


class PersonKey(models.Model):
    """The wrapped key of one person's sealed fields. Deleting this row destroys them all (crypto-shredding)."""

    reader = models.OneToOneField(Reader, on_delete=models.CASCADE, related_name="person_key")
    wrapped = models.BinaryField()
    master_version = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("person key")
        verbose_name_plural = _("person keys")

    def __str__(self) -> str:
        return f"key of reader {self.reader_id}"


class SealedField(models.Model):
    """One answer in a reader's profile, unreadable at rest.

    A match-only field has a blind index and no ciphertext: it can be compared, never read back.
    `hint` is the masked form that is safe to show (`+62 812-••••-0101`), empty when even a hint says too much.
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="sealed_fields")
    field = models.CharField(max_length=30)
    blind_index = models.CharField(max_length=80, help_text=_("Key version, a dot, 64 hexadecimal digits."))
    ciphertext = models.BinaryField(null=True)
    hint = models.CharField(max_length=40, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("sealed field")
        verbose_name_plural = _("sealed fields")
        constraints = [models.UniqueConstraint(fields=["reader", "field"], name="sealed_one_per_field")]
        indexes = [models.Index(fields=["field", "blind_index"], name="sealed_match")]

    def __str__(self) -> str:
        return f"{self.field} of reader {self.reader_id}"


class ProfileFacts(models.Model):
    """The three yes/no facts that other rooms may know about a profile. Never a value.

    `adult` holds for the day on which the birth date was typed: the date itself cannot be read again.
    `unique` is False for a profile whose telephone number, or whose name with birth date, another reader claimed first.
    """

    reader = models.OneToOneField(Reader, on_delete=models.CASCADE, related_name="facts")
    complete = models.BooleanField(default=False)
    adult = models.BooleanField(default=False)
    unique = models.BooleanField(default=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("profile facts")
        verbose_name_plural = _("profile facts")

    def __str__(self) -> str:
        return f"facts of reader {self.reader_id}"


class ConsentReceipt(models.Model):
    """Proof that a reader agreed: to which words, when, and through which page."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=60)
    text_hash = models.CharField(max_length=64)
    channel = models.CharField(max_length=60)
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent receipt")
        verbose_name_plural = _("consent receipts")
        ordering = ["-given_at"]

    def __str__(self) -> str:
        return f"{self.purpose} by reader {self.reader_id}"

    @property
    def purpose_label(self) -> StrOrPromise:
        """The purpose in words, for the two that this room knows; other rooms name theirs in words already."""
        return {"terms_of_service": _("Terms of service"), "profile": _("Keeping your profile")}.get(
            self.purpose, self.purpose
        )


class Mailbox(models.Model):
    """The mailbox of an account's address, as a keyed digest: however the address is written, it makes one account.

    Of two accounts that were here with the same mailbox before this was kept, the first has the row.
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="mailboxes")
    digest = models.CharField(max_length=80, unique=True, help_text=_("Key version, a dot, 64 hexadecimal digits."))

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return f"mailbox of reader {self.reader_id}"


class MailDomain(models.Model):
    """What the newsroom says of a mail domain and its subdomains, for whoever signs up from now on."""

    class Rule(models.TextChoices):
        """What is said."""

        BLOCKED = "blocked", _("Not taken")
        ALLOWED = "allowed", _("Only these are taken")
        WELCOME = "welcome", _("Taken, whatever the lists say")

    domain = models.CharField(_("domain"), max_length=253, unique=True)
    rule = models.CharField(_("rule"), max_length=10, choices=Rule.choices)
    note = models.CharField(_("note for colleagues"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        permissions = [("settle_mail_rules", "Can settle which mail domains may sign up")]
        ordering = ["domain"]

    def __str__(self) -> str:
        return f"{self.domain}: {self.rule}"
