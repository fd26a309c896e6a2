"""By which addresses and numbers a doubtful submission is found, for its person to see and to have it deleted."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0001_folder"),
    ]

    operations = [
        # Their digests cannot be computed here. They are doubtful, and would have gone within 30 days: rather now than
        # that erasure could not reach them.
        migrations.RunSQL("DELETE FROM forms_doubtful", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="doubtful",
            name="named",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), default=list, size=None),
        ),
        migrations.AddIndex(
            model_name="doubtful",
            index=django.contrib.postgres.indexes.GinIndex(fields=["named"], name="doubtful_named"),
        ),
    ]
