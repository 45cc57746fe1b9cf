"""Everyone can be mentioned: handles for those who are here already."""

from __future__ import annotations

import re
import secrets
import unicodedata

from django.db import migrations, models


def give_handles(apps, schema_editor):
    """The same form as `readers.models.free_handle` gives."""
    reader_model = apps.get_model("readers", "Reader")
    taken: set[str] = set()
    for reader in reader_model.objects.exclude(display_name="").order_by("pk").iterator():
        plain = unicodedata.normalize("NFKD", reader.display_name).encode("ascii", "ignore").decode().lower()
        base = re.sub(r"[^a-z0-9]+", "", plain)[:20] or "pembaca"
        handle = base
        while len(handle) < 3 or handle in taken:
            handle = f"{base}{secrets.randbelow(10_000):04d}"
        taken.add(handle)
        reader_model.objects.filter(pk=reader.pk).update(handle=handle)


class Migration(migrations.Migration):
    dependencies = [("readers", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="reader",
            name="handle",
            field=models.CharField(
                blank=True, editable=False, max_length=30, null=True, unique=True, verbose_name="handle"
            ),
        ),
        migrations.AddField(
            model_name="reader",
            name="kind",
            field=models.CharField(
                choices=[
                    ("member", "Signed up here"),
                    ("linked", "Signed in through another site"),
                    ("guest", "Guest with a confirmed address"),
                    ("imported", "Wrote in an earlier comment system"),
                ],
                default="member",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.RunPython(give_handles, migrations.RunPython.noop, elidable=True),
    ]
