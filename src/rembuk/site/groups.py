"""The staff groups of an installation, with what each may do. Kept by `post_migrate`, so they are always there."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

EDITORS = "Redaktur"
MODERATORS = "Moderator percakapan"
LEAD_MODERATORS = "Moderator kepala"
AUDIENCE_EDITORS = "Redaktur program"
HELP_DESK = "Meja bantuan"
UPDATES_DESK = "Meja kabar"

GROUPS: dict[str, list[str]] = {
    EDITORS: [
        "wagtailadmin.access_admin",
        "newsroom.add_person",
        "newsroom.change_person",
        "newsroom.view_person",
        "conversation.pick_comment",
        "conversation.steer_thread",
        "moderation.change_rules",
        "moderation.decide_appeal",
        "moderation.see_reversals",
        "api.manage_access",
        "embed.add_origin",
        "embed.change_origin",
        "embed.delete_origin",
        "embed.view_origin",
        "embed.add_signon",
        "embed.change_signon",
        "embed.view_signon",
        "embed.keep_sign_on_keys",
        "readers.settle_mail_rules",
    ],
    LEAD_MODERATORS: [
        "wagtailadmin.access_admin",
        "moderation.decide_comment",
        "moderation.decide_appeal",
        "moderation.see_reversals",
        "moderation.ban_reader",
        "conversation.pick_comment",
        "moderation.add_rejectionreason",
        "moderation.change_rejectionreason",
        "moderation.view_rejectionreason",
        "readers.settle_mail_rules",
    ],
    MODERATORS: [
        "wagtailadmin.access_admin",
        "moderation.decide_comment",
        "moderation.decide_appeal",
        "conversation.pick_comment",
        "moderation.add_rejectionreason",
        "moderation.change_rejectionreason",
        "moderation.view_rejectionreason",
    ],
    AUDIENCE_EDITORS: [
        "wagtailadmin.access_admin",
        "conversation.steer_thread",
        "programmes.run_programme",
        "programmes.add_programme",
        "programmes.change_programme",
        "programmes.view_programme",
        "vouchers.add_merchant",
        "vouchers.change_merchant",
        "vouchers.view_merchant",
    ],
    HELP_DESK: ["wagtailadmin.access_admin", "trust.work_on_case", "trust.open_sealed"],
    UPDATES_DESK: [
        "wagtailadmin.access_admin",
        "updates.settle_delivery",
        "updates.add_channel",
        "updates.change_channel",
        "updates.view_channel",
    ],
}
# What editors may do with every page and every picture.
PAGES = ["add_page", "change_page", "publish_page", "lock_page"]
PICTURES = ["add_image", "change_image", "choose_image"]


def after_migrate(app_config: AppConfig, **_signal: Any) -> None:
    """Django tells of each app in turn; permissions stand when the last one with models has been told of."""
    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    if app_config is last:
        keep_groups()


def keep_groups() -> None:
    """Create the groups that are missing and give them their permissions; what an operator added stays."""
    for name, labels in GROUPS.items():
        group, _created = Group.objects.get_or_create(name=name)
        wanted = [label.split(".") for label in labels]
        found = [
            permission
            for app, codename in wanted
            for permission in Permission.objects.filter(content_type__app_label=app, codename=codename)
        ]
        group.permissions.add(*found)
    _let_editors_publish(Group.objects.get(name=EDITORS))


def _let_editors_publish(editors: Group) -> None:
    root, pictures = Page.get_first_root_node(), Collection.get_first_root_node()
    if root is None or pictures is None:  # only in a test that has just emptied its database
        return
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGES):
        GroupPagePermission.objects.get_or_create(group=editors, page=root, permission=permission)
    for permission in Permission.objects.filter(content_type__app_label="wagtailimages", codename__in=PICTURES):
        GroupCollectionPermission.objects.get_or_create(group=editors, collection=pictures, permission=permission)
