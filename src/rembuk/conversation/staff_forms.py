"""What those who steer conversations fill in. Only what they change is sent on, so a colleague's change stands, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rembuk.design.moments import near
from rembuk.newsroom.models import TitlePage

from .actions.steer import LONGEST_WAIT
from .models import House, Thread

if TYPE_CHECKING:
    _Base = forms.BaseForm
else:
    _Base = object

MOST_REACTIONS: Final = 6
LONGEST_KEY: Final = 500  # as in the column
WEIGHTS: Final = [
    ("", "–"),
    ("1", gettext_lazy("appreciates: lifts the comment")),
    ("0", gettext_lazy("says something: moves nothing")),
    ("-1", gettext_lazy("rejects: lowers the comment")),
]


class SeenMixin(_Base):
    """Remembers in the page what the editor saw, so that a change is what differs from that, not from what stands.

    Where something else was saved meanwhile in the very field that the editor changes, nothing is: the form says what
    stands now, keeps what was typed, and the next press is meant.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def seen(self) -> SafeString:
        """The hidden fields with what the editor saw."""
        return mark_safe("".join(field.as_hidden(only_initial=True) for field in self))  # noqa: S308  # Django's own fields

    def clean(self) -> dict[str, Any]:
        """Nothing that the editor has not seen is overwritten."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        overtaken = {name: self._standing(self[name]) for name in self.changed_data if self._is_overtaken(name)}
        fresh: Any = cast(Any, self.data).copy() if overtaken else self.data
        said = _(
            "Something else was saved here meanwhile: %(value)s. What you typed is kept; save again to replace it."
        )
        for name, standing in overtaken.items():
            fresh[self.add_initial_prefix(name)] = standing
            self.add_error(name, said % {"value": self._in_words(self[name])})
        self.data = fresh
        return found

    def _is_overtaken(self, name: str) -> bool:
        """Whether what stands is neither what the editor saw nor what the editor wants."""
        seen, typed = self.data.get(self.add_initial_prefix(name)), self.cleaned_data.get(name)
        standing = _lines(self._standing(self[name]))
        wanted = {_lines("" if typed is None else str(typed)), _lines(str(self[name].data or ""))}
        return seen is not None and name in self.cleaned_data and _lines(seen) != standing and standing not in wanted

    def _standing(self, bound: forms.BoundField) -> str:
        """What stands now, as the hidden field of a fresh page has it."""
        value = bound.field.prepare_value(bound.initial)
        return "" if value is None else str(value)

    def _in_words(self, bound: forms.BoundField) -> str:
        standing = self._standing(bound)
        if isinstance(bound.field, forms.ChoiceField):
            choices = cast(Any, bound.field).choices
            return next((str(label) for value, label in choices if str(value) == standing), standing)
        if isinstance(bound.field, forms.BooleanField):
            return _("yes") if bound.initial else _("no")
        return ", ".join(standing.splitlines()) or _("nothing")

    def changes(self) -> dict[str, Any]:
        """What the editor changed, by name."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


def _lines(text: str) -> str:
    """Text as it compares: a page sends other ends of lines than it got."""
    return "\n".join(text.strip().splitlines())


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ThreadForm(SeenMixin, forms.ModelForm[Thread]):
    """How one thread runs."""

    approval_first = forms.TypedChoiceField(
        label=gettext_lazy("New comments"), required=False, coerce=lambda value: value == "True", empty_value=None
    )
    slow_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds between two comments of one reader"),
        required=False,
        min_value=0,
        max_value=LONGEST_WAIT,
    )

    class Meta:
        model = Thread
        fields = ("is_open", "opens_at", "closes_at", "mode", "approval_first", "slow_seconds")
        widgets = {"opens_at": _moment(), "closes_at": _moment(), "mode": forms.RadioSelect}
        labels = {"is_open": gettext_lazy("Comments are taken")}
        help_texts = {
            "opens_at": gettext_lazy("Empty: it is open from the beginning."),
            "closes_at": gettext_lazy("Empty: as the house rules of the title have it. A later time opens it again."),
        }

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opens_at", "closes_at"):
            moment = self.initial.get(name)
            self.initial[name] = moment and moment.replace(second=0, microsecond=0)  # as the field shows it
            self.fields[name].validators.append(near)
        waits, at_once = _("wait for a moderator"), _("appear at once")
        inherited = _("as the house rules have it: %(what)s") % {"what": waits if house.approval_first else at_once}
        choices = [("", inherited), ("True", waits), ("False", at_once)]
        cast(forms.TypedChoiceField, self.fields["approval_first"]).choices = choices
        self.fields["slow_seconds"].help_text = _("Empty: as the house rules have it, %(n)d. 0: no limit.") % {
            "n": house.slow_seconds
        }


class HouseForm(SeenMixin, forms.ModelForm[House]):
    """The house rules of a title's conversations, but for the reactions."""

    knows_downvotes = forms.BooleanField(
        label=gettext_lazy("Readers may vote comments down, and I know what that means"),
        required=False,
        help_text=gettext_lazy(
            "A comment that many reject sinks in the order “most appreciated”. Groups use that to silence others, so "
            "the software comes without it."
        ),
    )

    class Meta:
        model = House
        fields = ("guests_may_write", "close_after_days", "approval_first", "slow_seconds", "shows_presence", "sort")

    def changes(self) -> dict[str, Any]:
        """The tick is for whoever fills in, not for the house."""
        return {name: value for name, value in super().changes().items() if name != "knows_downvotes"}


class ReactionForm(SeenMixin, forms.Form):
    """One reaction, or an empty line."""

    kind = forms.CharField(label=gettext_lazy("Short name, one word"), required=False, max_length=20)
    id = forms.CharField(label=gettext_lazy("In Indonesian"), required=False, max_length=30)
    en = forms.CharField(label=gettext_lazy("In English"), required=False, max_length=30)
    weight = forms.ChoiceField(label=gettext_lazy("What it does"), required=False, choices=WEIGHTS)

    def clean(self) -> dict[str, Any]:
        """All of it, or nothing."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if any(found.values()) and not all(found.get(name) for name in self.fields):
            raise forms.ValidationError(_("A reaction needs all four. Empty the line when you do not want it."))
        if found.get("kind") and not found["kind"].isidentifier():
            self.add_error("kind", _("One word of letters, digits and underscores, please."))
        return found


class BaseReactions(forms.BaseFormSet[ReactionForm]):
    """The reactions of a title."""

    @property
    def reactions(self) -> list[dict[str, Any]]:
        """The lines that are filled in, as `House.reactions` keeps them."""
        lines = [form.cleaned_data for form in self.forms if form.cleaned_data.get("kind")]
        return [line | {"weight": int(line["weight"])} for line in lines]

    def clean(self) -> None:
        """No two of one kind."""
        kinds = [form.cleaned_data.get("kind") for form in self.forms if hasattr(form, "cleaned_data")]
        named = [kind for kind in kinds if kind]
        if len(set(named)) < len(named):
            raise forms.ValidationError(_("Two reactions have the same short name. Give one of them another."))


ReactionFormSet = forms.formset_factory(
    ReactionForm,
    formset=BaseReactions,
    extra=0,
    min_num=MOST_REACTIONS,
    max_num=MOST_REACTIONS,
    absolute_max=MOST_REACTIONS,
)


class BeginForm(forms.Form):
    """The page of another site that gets a thread."""

    title = forms.ModelChoiceField(label=gettext_lazy("Title"), queryset=TitlePage.objects.order_by("title"))
    key = forms.CharField(
        label=gettext_lazy("Key of the page"),
        required=False,
        max_length=LONGEST_KEY,
        help_text=gettext_lazy(
            "As the page names it in data-key; empty where it names none: then its address is the key."
        ),
    )
    address = forms.URLField(
        label=gettext_lazy("Address of the page"),
        max_length=1000,
        assume_scheme="https",
        help_text=gettext_lazy(
            "On one of the sites that may show the title's conversations (Embedding, Allowed origins)."
        ),
    )
    heading = forms.CharField(label=gettext_lazy("Headline"), max_length=255)

    def clean(self) -> dict[str, Any]:
        """A page without a key of its own is known by its address."""
        found = super().clean() or self.cleaned_data
        found["key"] = found.get("key") or found.get("address", "")[:LONGEST_KEY]
        return found
