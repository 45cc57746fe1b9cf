"""Cases say whom they are about by a keyed hash; the few opened before this stand together under none."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="about",
            field=models.CharField(max_length=64, editable=False, default=""),
            preserve_default=False,
        ),
        migrations.AddIndex(model_name="case", index=models.Index(fields=["about"], name="case_about")),
    ]
