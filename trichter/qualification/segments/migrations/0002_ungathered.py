from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("segments", "0001_segments")]

    operations = [
        migrations.AddIndex(
            model_name="segment",
            index=models.Index(
                fields=["id"],
                name="segment_ungathered",
                condition=models.Q(gathered_version__lt=models.F("version")),
            ),
        ),
    ]
