from django.db import migrations, models


class Migration(migrations.Migration):
    """A version of the rules says which colleague published it; the first ones came with the installation."""

    dependencies = [("lifecycle", "0005_standing_by_since")]

    operations = [
        migrations.AddField(model_name="policy", name="published_by", field=models.BigIntegerField(null=True)),
    ]
