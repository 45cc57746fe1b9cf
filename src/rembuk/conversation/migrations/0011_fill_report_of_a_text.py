"""Reports that are here already: what was reported before an edit was about the text that the edit replaced.

A migration of its own: PostgreSQL alters no table whose rows the same transaction has changed.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    report, revision = (apps.get_model("conversation", name) for name in ("Report", "Revision"))
    replaced = revision.objects.filter(comment=OuterRef("comment"), replaced_at__gte=OuterRef("made_at"))
    report.objects.filter(revision=None).update(revision=Subquery(replaced.order_by("id").values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversation", "0010_report_of_a_text")]
    operations: ClassVar = [migrations.RunPython(fill, migrations.RunPython.noop)]
