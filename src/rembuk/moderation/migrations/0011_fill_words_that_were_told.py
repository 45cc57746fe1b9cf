"""The words of every decision and sanction, as their reasons have them today; from now on none is without."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def fill(apps: Any, _schema: Any) -> None:
    """Two statements, however many rows there are."""
    reasons = apps.get_model("moderation", "RejectionReason").objects.filter(pk=OuterRef("reason"))
    for name in ("Decision", "Sanction"):
        apps.get_model("moderation", name).objects.filter(reason__isnull=False, reason_text="").update(
            reason_code=Subquery(reasons.values("code")), reason_text=Subquery(reasons.values("text"))
        )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("moderation", "0010_words_that_were_told")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(condition=Q(reason=None) | ~Q(reason_text=""), name="decision_keeps_its_words"),
        ),
        migrations.AddConstraint(
            "sanction",
            models.CheckConstraint(condition=~Q(reason_text=""), name="sanction_keeps_its_words"),
        ),
    ]
