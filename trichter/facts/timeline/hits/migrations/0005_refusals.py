"""What was refused, counted by day, source and site."""

import django.db.models.fields.composite
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hits", "0004_readings")]
    operations = [
        migrations.CreateModel(
            name="Refusal",
            fields=[
                ("pk", django.db.models.fields.composite.CompositePrimaryKey("day", "source_id", "host", blank=True, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("source_id", models.IntegerField()),
                ("host", models.TextField()),
                ("many", models.BigIntegerField()),
            ],
        ),
    ]
