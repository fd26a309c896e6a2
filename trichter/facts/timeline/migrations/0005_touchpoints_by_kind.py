from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("timeline", "0004_words_written"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="touchpoint",
            index=models.Index(fields=["kind", "occurred_at"], name="touchpoint_by_kind"),
        ),
    ]
