"""Who is in a buying phase, and whose sign grows too old, is found by indexes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0012_promoters_by_rating")]
    operations = [
        migrations.AddIndex(model_name="buying", index=models.Index(fields=["need_at"], name="buying_need")),
        migrations.AddIndex(
            model_name="buying",
            index=models.Index(
                fields=["evaluation_at"], name="buying_evaluation", condition=models.Q(evaluation_at__isnull=False)
            ),
        ),
        migrations.AddIndex(
            model_name="buying",
            index=models.Index(
                fields=["purchase_at"], name="buying_purchase", condition=models.Q(purchase_at__isnull=False)
            ),
        ),
    ]
