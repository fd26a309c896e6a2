"""How long the log of visits is kept, if somebody has decided."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracking", "0002_slots")]
    operations = [
        migrations.CreateModel(
            name="KeptFor",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("months", models.SmallIntegerField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="kept_for_is_one")],
            },
        ),
    ]
