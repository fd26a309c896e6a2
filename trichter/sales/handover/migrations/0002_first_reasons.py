"""The reasons for which leads are rejected that come with the installation."""

from django.db import migrations

REASONS = (
    ("Not that far yet", "Noch nicht so weit", "clock"),
    ("Does not fit us", "Passt nicht zu uns", "target"),
    ("Cannot be reached", "Nicht erreichbar", "phone"),
    ("Duplicate", "Dublette", "copy"),
)


def make(apps, schema_editor):
    reason = apps.get_model("handover", "Reason")
    for position, (en, de, icon) in enumerate(REASONS, start=1):
        reason.objects.create(label={"en": en, "de": de}, icon=icon, position=position)


class Migration(migrations.Migration):
    dependencies = [("handover", "0001_handover")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
