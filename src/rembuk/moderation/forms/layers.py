"""What editors settle of a place. Empty is “as around it”; the form says what that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rembuk.conversation.staff_forms import SeenMixin
from rembuk.moderation import peers
from rembuk.moderation.models import Layer
from rembuk.moderation.rules import Origin

SWITCHES: Final = ("repetition", "links", "lexicon", "gambling", "model", "nudges", "nudged_waits", "learns")
OF_TITLES: Final = ("learns", "peer")
NONE: Final = "-"
SCOPE_NAMES: Final = {
    "installation": gettext_lazy("of the installation"),
    "title": gettext_lazy("of the title"),
    "section": gettext_lazy("of the section"),
    "thread": gettext_lazy("of this conversation"),
}


def shown(value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) if value != "" else _("none")


def inherited(origin: Origin) -> str:
    """What holds where the place itself says nothing."""
    return _("as around it: %(value)s, %(where)s") % {
        "value": shown(origin.value),
        "where": SCOPE_NAMES[origin.scope],
    }


class LayerForm(SeenMixin, forms.ModelForm[Layer]):
    """The rules of one place."""

    class Meta:
        model = Layer
        fields = (
            "words",
            "nudges",
            "nudged_waits",
            "newcomers",
            "rejected_share",
            "reports_hold",
            "most_links",
            "repetition",
            "links",
            "lexicon",
            "gambling",
            "model",
            "hold_abuse",
            "hold_gambling",
            "hold_spam",
            "learns",
            "peer",
        )
        widgets = {"words": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "words": gettext_lazy(
                "One word or phrase a line, plain letters: comments with it wait for a moderator, however it is "
                "disguised. The words of the places around count as well."
            ),
            "newcomers": gettext_lazy("0: none. The writer's published comments are counted, in all titles."),
            "rejected_share": gettext_lazy("0: never. At least four of the newest fifty must have been rejected."),
            "reports_hold": gettext_lazy(
                "0: never. A newcomer's report weighs 1, a proven reporter's up to 4. Not while reports come as a "
                "flood, and never where a moderator has let the comment stand."
            ),
        }

    def __init__(self, *args: Any, around: Mapping[str, Origin], of_title: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not of_title:
            for name in OF_TITLES:
                del self.fields[name]
        for name in SWITCHES:
            if name not in self.fields:
                continue
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                required=False,
                coerce=lambda value: value == "True",
                empty_value=None,
                choices=[("", inherited(around[name])), ("True", _("yes")), ("False", _("no"))],
            )
            self.fields[name].show_hidden_initial = True
        if of_title:
            self._offer_peers(around["peer"])
        for name, field in self.fields.items():
            if isinstance(field, forms.IntegerField):
                empty = _("When empty, %(around)s.") % {"around": inherited(around[name])}
                field.help_text = f"{empty} {field.help_text}".strip()

    def _offer_peers(self, around: Origin) -> None:
        names = [(name, name) for name in peers.read(settings.REMBUK_PEERS)]
        choices = [("", inherited(around)), (NONE, _("none: nothing leaves this machine")), *names]
        self.fields["peer"] = forms.TypedChoiceField(
            label=self.fields["peer"].label,
            required=False,
            coerce=lambda value: "" if value == NONE else value,
            empty_value=None,
            choices=choices,
        )
        self.fields["peer"].show_hidden_initial = True
        if self.instance.peer == "":
            self.initial["peer"] = NONE
