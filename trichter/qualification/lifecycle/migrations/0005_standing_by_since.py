from django.db import migrations, models


class Migration(migrations.Migration):
    """A lane of the board is read in the order in which people came to it; whoever asks for a stage alone reads it too."""

    dependencies = [("lifecycle", "0004_journeys_by_origin")]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["track_id", "stage", "since", "contact_id"], name="standing_by_since"),
        ),
        migrations.RemoveIndex(model_name="standing", name="standing_by_stage"),
    ]
