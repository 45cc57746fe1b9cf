"""The staff groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from rembuk.moderation.actions import sanction
from rembuk.moderation.models import RejectionReason, Sanction
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader
from rembuk.site import groups

pytestmark = pytest.mark.django_db
NAMES = set(groups.GROUPS)
SignIn = Callable[[Reader], Client]


def held() -> dict[str, set[str]]:
    """What each group may do, as `app.codename`."""
    return {
        group.name: {
            f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.select_related("content_type")
        }
        for group in Group.objects.filter(name__in=NAMES)
    }


def test_a_new_installation_has_every_group_with_every_permission() -> None:
    assert held() == {name: set(labels) for name, labels in groups.GROUPS.items()}


def test_keeping_them_again_mends_what_is_missing_and_leaves_what_was_added() -> None:
    moderators = Group.objects.get(name=groups.MODERATORS)
    extra = Permission.objects.get(content_type__app_label="newsroom", codename="view_person")
    moderators.permissions.set([extra])
    Group.objects.get(name=groups.HELP_DESK).delete()
    pages = GroupPagePermission.objects.count()
    groups.keep_groups()
    wanted = {name: set(labels) for name, labels in groups.GROUPS.items()}
    wanted[groups.MODERATORS].add("newsroom.view_person")
    assert held() == wanted
    assert GroupPagePermission.objects.count() == pages


def test_they_are_kept_once_the_last_app_has_its_permissions() -> None:
    Group.objects.filter(name__in=NAMES).delete()
    with_models = [config for config in apps.get_app_configs() if config.models_module is not None]
    for config in with_models[:-1]:
        groups.after_migrate(config)
    assert not Group.objects.filter(name__in=NAMES).exists()
    groups.after_migrate(with_models[-1])
    assert Group.objects.filter(name__in=NAMES).count() == len(NAMES)


def test_nobody_of_the_staff_changes_accounts_or_groups(
    damar: Reader, sekar: Reader, yoga: Reader, intan: Reader
) -> None:
    for person in (damar, sekar, yoga, intan):
        assert person.has_perm("wagtailadmin.access_admin")
        over_people = {name for name in person.get_all_permissions() if name.startswith(("readers.", "auth."))}
        assert over_people <= {"readers.settle_mail_rules"}, "which domains may sign up is about no account"


def test_editors_publish_and_others_do_not(sekar: Reader, yoga: Reader, title: TitlePage) -> None:
    assert title.permissions_for_user(sekar).can_publish_subpage()
    assert not title.permissions_for_user(yoga).can_add_subpage()


def test_who_may_ban_without_end_can_open_the_screen_for_it() -> None:
    may_ban = {name for name, labels in held().items() if "moderation.ban_reader" in labels}
    assert may_ban == {groups.LEAD_MODERATORS}
    assert all("moderation.decide_comment" in held()[name] for name in may_ban)


@pytest.mark.parametrize(("who", "answers"), [("lead", [200, 302, 302]), ("damar", [200, 422, 302]), ("sekar", [302])])
def test_a_ban_without_end_is_the_lead_moderators(
    who: str, answers: list[int], people: dict[str, Reader], make_reader: Callable[..., Reader], sign_in: SignIn
) -> None:
    people["lead"] = make_reader("Marta")
    people["lead"].groups.add(Group.objects.get(name=groups.LEAD_MODERATORS))
    bagas, reason = people["bagas"], RejectionReason.objects.all()[0]
    browser = sign_in(people[who])
    got = [browser.get(reverse("moderation_author", args=[bagas.public_id])).status_code]
    form = {"kind": "ban", "days": "", "reason": reason.pk, "seen": "0"}
    if got != [302]:
        got += [browser.post(reverse("moderation_sanction", args=[bagas.public_id]), form).status_code]
        held_now = Sanction.objects.first() or sanction(
            moderator=people["lead"], reader=bagas, kind="ban", days=None, reason=reason
        )
        got += [browser.post(reverse("moderation_lift", args=[held_now.pk]), {"why": "Cukup."}).status_code]
        held_now.refresh_from_db()
        assert (held_now.lifted_at is not None) == (who == "lead")
    assert got == answers


def test_opening_sealed_data_is_the_help_desks_alone(people: dict[str, Any]) -> None:
    assert [name for name, person in people.items() if person.has_perm("trust.open_sealed")] == ["intan"]
