"""Settings in layers: installation, title, section, story."""

from __future__ import annotations

from typing import ClassVar

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


def percent(label):
    return models.PositiveSmallIntegerField(
        blank=True,
        null=True,
        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)],
        verbose_name=label,
    )


def switch(label):
    return models.BooleanField(blank=True, null=True, verbose_name=label)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("moderation", "0003_default_reasons"),
        ("conversation", "0007_editors"),
        ("newsroom", "0002_initial"),
    ]
    operations: ClassVar = [
        migrations.AddField(
            model_name="textprint",
            name="near",
            field=models.BigIntegerField(
                help_text="SimHash of the folded text, 64 bits; none for short texts.", null=True
            ),
        ),
        migrations.CreateModel(
            name="Layer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(blank=True, max_length=40, verbose_name="section")),
                ("repetition", switch("looks for repetition")),
                ("links", switch("looks at links and telephone numbers")),
                ("lexicon", switch("looks for the listed words")),
                ("gambling", switch("looks for gambling advertisements")),
                ("model", switch("asks the trained model")),
                ("hold_abuse", percent("abuse that waits, in percent")),
                ("hold_gambling", percent("gambling that waits, in percent")),
                ("hold_spam", percent("spam that waits, in percent")),
                (
                    "most_links",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="links that a comment may carry"
                    ),
                ),
                (
                    "newcomers",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(50)],
                        verbose_name="first comments of an account that wait",
                    ),
                ),
                (
                    "rejected_share",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="share of rejected comments from which a writer waits, in percent",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=4_000, verbose_name="words that wait")),
                ("nudges", switch("asks writers to think again")),
                ("nudged_waits", switch("what is sent all the same waits")),
                (
                    "peer",
                    models.CharField(
                        blank=True, max_length=40, null=True, verbose_name="classifier of the newsroom's own"
                    ),
                ),
                (
                    "thread",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderation_layer",
                        to="conversation.thread",
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderation_layers",
                        to="newsroom.titlepage",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules of a place",
                "verbose_name_plural": "rules of places",
                "permissions": [("change_rules", "Can change how comments are judged")],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("thread", None)), fields=("title", "section"), name="layer_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("thread", None), ("section", ""), _connector="OR"),
                        name="layer_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("peer", None), models.Q(("section", ""), ("thread", None)), _connector="OR"
                        ),
                        name="layer_peer_of_titles_only",
                    ),
                ],
            },
        ),
    ]
