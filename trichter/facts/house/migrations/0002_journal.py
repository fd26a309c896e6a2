from django.db import migrations, models

from trichter.kernel.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("house", "0001_firm_and_notices")]

    operations = [
        migrations.CreateModel(
            name="Deed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField()),
                ("what", models.CharField(max_length=40)),
                ("about", models.CharField(default="", max_length=200)),
            ],
            options={"indexes": [models.Index(fields=["by", "-id"], name="deed_by_colleague")]},
        ),
        append_only("house_deed"),
    ]
