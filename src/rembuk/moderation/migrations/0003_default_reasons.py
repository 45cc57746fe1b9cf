from django.db import migrations

REASONS = [
    ("judi-spam", "Komentar ini mempromosikan judi, dagangan, atau tautan yang tidak ada hubungannya dengan berita."),
    ("kata-kasar", "Komentar ini memuat makian atau hinaan. Kritik yang sama boleh disampaikan tanpa merendahkan orang."),
    ("sara", "Komentar ini merendahkan orang karena suku, agama, ras, atau golongannya."),
    ("data-pribadi", "Komentar ini memuat data pribadi seseorang, misalnya nomor telepon atau alamat rumah."),
    ("di-luar-topik", "Komentar ini tidak membahas berita yang dikomentari."),
    ("berulang", "Komentar yang sama sudah dikirim berulang kali."),
]


def add_reasons(apps, schema_editor):
    """A newsroom may change these texts; what it changed stays."""
    RejectionReason = apps.get_model("moderation", "RejectionReason")
    for order, (code, text) in enumerate(REASONS, start=1):
        RejectionReason.objects.get_or_create(code=code, defaults={"text": text, "sort_order": order})


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_initial")]
    operations = [migrations.RunPython(add_reasons, migrations.RunPython.noop)]
