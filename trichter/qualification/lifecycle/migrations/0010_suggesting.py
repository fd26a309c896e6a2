"""Rules that suggest answers to the criteria of a prospect, with a first version for firms that sell to firms."""

from datetime import UTC, datetime

from django.db import migrations, models

AUTHORITY = ["geschäftsführ", "inhaber", "gesellschafter", "vorstand", "owner", "founder", "gründer", "ceo", "managing director", "prokurist", "werkleit", "plant manager"]  # fmt: skip
NOBODY = ["student", "studier", "praktik", "schüler", "intern ", "azubi", "auszubildend", "assist"]


def compare(operand, operator, *values):
    return {"operand": operand, "operator": operator, "values": list(values)}


def rule(where):
    return {"version": 1, "where": where}


RULES = {
    "market_fit": {
        "yes": rule(
            {"all": [compare("company.industry", "is known"), compare("company.employees", "at least", 10)]}
        ),
        "no": rule(
            {"any": [compare("tags", "has any of", "Wettbewerber", "Competitor"),
                     {"any": [compare("position", "contains", one) for one in NOBODY[:-1]]}]}
        ),
    },
    "purchasing_power": {"yes": rule(compare("company.employees", "at least", 50))},
    "decision_authority": {
        "yes": rule({"any": [compare("position", "contains", one) for one in AUTHORITY]}),
        "no": rule({"any": [compare("position", "contains", one) for one in NOBODY]}),
    },
    "need": {
        "yes": rule(
            {"did": {"kinds": ["form.submitted"], "where": [compare("need", "is known")]}}
        ),
    },
}  # fmt: skip


def make(apps, schema_editor):
    apps.get_model("lifecycle", "CriterionRules").objects.create(
        version=1, content=RULES, created_at=datetime(2026, 1, 1, tzinfo=UTC)
    )


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0009_buying")]
    operations = [
        migrations.CreateModel(
            name="CriterionRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField(unique=True)),
                ("content", models.JSONField()),
                ("created_at", models.DateTimeField()),
                ("published_by", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
