from django.db import migrations, models


class Migration(migrations.Migration):
    """An offer's results are counted from the touchpoints about it; most touchpoints are about nothing in particular."""

    dependencies = [("timeline", "0001_timeline")]

    operations = [
        migrations.AddIndex(
            model_name="touchpoint",
            index=models.Index(
                fields=["subject_type", "subject_id", "kind", "contact_id"],
                name="touchpoint_subjects",
                condition=~models.Q(subject_type=None),
            ),
        ),
    ]
