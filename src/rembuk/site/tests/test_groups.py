"""The staff groups."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission

from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader
from rembuk.site import groups

pytestmark = pytest.mark.django_db
NAMES = set(groups.GROUPS)


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


def test_opening_sealed_data_is_the_help_desks_alone(people: dict[str, Any]) -> None:
    assert [name for name, person in people.items() if person.has_perm("trust.open_sealed")] == ["intan"]
