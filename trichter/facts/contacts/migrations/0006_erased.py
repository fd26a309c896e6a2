from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0005_fewer_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                "erased_at", name="contact_erased", condition=models.Q(("erased_at", None), _negated=True)
            ),
        ),
    ]
