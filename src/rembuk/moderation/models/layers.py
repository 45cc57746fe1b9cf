"""What an editor has settled for a title, a section or one conversation, over what the installation has settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rembuk.conversation.models import Thread

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _percent(label: StrOrPromise) -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )


class Layer(models.Model):
    """Settings of one place. What is empty is taken from the place around it: the section, the title, the
    installation (`rules.installed`). Only the words add up: those of every place count.

    Whether comments wait for approval is not here: that stands in the house rules and in the thread itself.
    """

    title = models.ForeignKey("newsroom.TitlePage", on_delete=models.CASCADE, related_name="moderation_layers")
    section = models.CharField(_("section"), max_length=40, blank=True)
    thread = models.OneToOneField(
        Thread, null=True, blank=True, on_delete=models.CASCADE, related_name="moderation_layer"
    )

    repetition = models.BooleanField(_("looks for repetition"), null=True, blank=True)
    links = models.BooleanField(_("looks at links and telephone numbers"), null=True, blank=True)
    lexicon = models.BooleanField(_("looks for the listed words"), null=True, blank=True)
    gambling = models.BooleanField(_("looks for gambling advertisements"), null=True, blank=True)
    model = models.BooleanField(_("asks the trained model"), null=True, blank=True)

    hold_abuse = _percent(_("abuse that waits, in percent"))
    hold_gambling = _percent(_("gambling that waits, in percent"))
    hold_spam = _percent(_("spam that waits, in percent"))
    most_links = models.PositiveSmallIntegerField(_("links that a comment may carry"), null=True, blank=True)

    newcomers = models.PositiveSmallIntegerField(
        _("first comments of an account that wait"), null=True, blank=True, validators=[MaxValueValidator(50)]
    )
    rejected_share = models.PositiveSmallIntegerField(
        _("share of rejected comments from which a writer waits, in percent"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )
    reports_hold = models.PositiveSmallIntegerField(
        _("weight of reports from which a comment waits"), null=True, blank=True, validators=[MaxValueValidator(50)]
    )
    words = models.TextField(_("words that wait"), blank=True, max_length=4_000)
    nudges = models.BooleanField(_("asks writers to think again"), null=True, blank=True)
    nudged_waits = models.BooleanField(_("what is sent all the same waits"), null=True, blank=True)
    learns = models.BooleanField(_("learns from the moderators' decisions"), null=True, blank=True)
    peer = models.CharField(_("classifier of the newsroom's own"), max_length=40, null=True, blank=True)

    class Meta:
        verbose_name = _("rules of a place")
        verbose_name_plural = _("rules of places")
        permissions = [("change_rules", "Can change how comments are judged")]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["title", "section"], condition=Q(thread=None), name="layer_once"),
            models.CheckConstraint(condition=Q(thread=None) | Q(section=""), name="layer_of_one_place"),
            models.CheckConstraint(
                condition=Q(peer=None) | Q(thread=None, section=""), name="layer_peer_of_titles_only"
            ),
            models.CheckConstraint(
                condition=Q(learns=None) | Q(thread=None, section=""), name="layer_learns_of_titles_only"
            ),
        ]

    def __str__(self) -> str:
        return f"rules {self.pk}"
