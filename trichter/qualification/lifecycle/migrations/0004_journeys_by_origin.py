"""People are found by the channel and the campaign on which they first came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0003_qualification")]
    operations = [
        migrations.AddIndex(
            model_name="journey",
            index=models.Index(fields=["first_channel", "contact_id"], name="journey_by_first_channel"),
        ),
        migrations.AddIndex(
            model_name="journey",
            index=models.Index(
                fields=["first_campaign_id", "contact_id"],
                name="journey_by_first_campaign",
                condition=~models.Q(first_campaign_id=None),
            ),
        ),
    ]
