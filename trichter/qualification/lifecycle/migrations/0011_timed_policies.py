"""Up to when it was considered whom the passing of time has led to a stage; from now on, where there are people."""

from django.db import migrations, models
from django.utils import timezone


def begin(apps, schema_editor):
    apps.get_model("lifecycle", "Policy").objects.update(timed_until=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0010_suggesting")]
    operations = [
        migrations.AddField("policy", "timed_until", models.DateTimeField(null=True)),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
