from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contact_id", models.BigIntegerField()),
                ("touchpoint_id", models.BigIntegerField()),
                ("name", models.TextField()),
                ("content_type", models.CharField(max_length=120)),
                ("size", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("path", models.TextField(unique=True)),
                ("kept_at", models.DateTimeField()),
                ("kept_by", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["contact_id"], name="paper_of_contact")],
            },
        ),
    ]
