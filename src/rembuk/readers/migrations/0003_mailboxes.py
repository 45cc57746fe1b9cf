"""One mailbox makes one account, and what is said of mail domains. The digests are filled in afterwards (`readers.apps`)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import CASCADE

RULES = [
    ("blocked", "Not taken"),
    ("allowed", "Only these are taken"),
    ("welcome", "Taken, whatever the lists say"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("readers", "0002_handles"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="MailDomain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("domain", models.CharField(max_length=253, unique=True, verbose_name="domain")),
                ("rule", models.CharField(choices=RULES, max_length=10, verbose_name="rule")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note for colleagues")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="since")),
            ],
            options={
                "verbose_name": "mail domain",
                "verbose_name_plural": "mail domains",
                "ordering": ["domain"],
                "permissions": [("settle_mail_rules", "Can settle which mail domains may sign up")],
            },
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "digest",
                    models.CharField(
                        help_text="Key version, a dot, 64 hexadecimal digits.", max_length=80, unique=True
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(on_delete=CASCADE, related_name="mailboxes", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={"verbose_name": "mailbox", "verbose_name_plural": "mailboxes"},
        ),
    ]
