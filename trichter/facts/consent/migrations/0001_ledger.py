"""The ledger of consent, its wordings and chains, and the suppression list."""

import django.db.models.deletion
from django.db import migrations, models

from trichter.kernel.append_only import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contacts", "0001_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Purpose",
            fields=[
                ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("label", models.JSONField()),
                ("position", models.IntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "key"],
            },
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("post", "Post"),
                            ("tracking", "Tracking on the website"),
                            ("mail_tracking", "Tracking in mails"),
                        ],
                        max_length=20,
                    ),
                ),
                ("address_digest", models.BinaryField(null=True)),
                ("head", models.BinaryField()),
                ("length", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("channel"), models.F("address_digest"), name="chain_of_address")
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField()),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("post", "Post"),
                            ("tracking", "Tracking on the website"),
                            ("mail_tracking", "Tracking in mails"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("erased", "The person was erased"),
                            ("objected", "The person objected"),
                            ("complaint", "The person reported a mail as spam"),
                            ("bounce", "The address does not exist"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("digest"), models.F("channel"), models.F("reason"), name="suppressed_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("post", "Post"),
                            ("tracking", "Tracking on the website"),
                            ("mail_tracking", "Tracking in mails"),
                        ],
                        max_length=20,
                    ),
                ),
                ("language", models.CharField(max_length=5)),
                ("version", models.IntegerField()),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField()),
                (
                    "purpose",
                    models.ForeignKey(
                        db_column="purpose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wordings",
                        to="consent.purpose",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin_id", models.BigIntegerField()),
                ("touchpoint_id", models.BigIntegerField()),
                ("seq", models.IntegerField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("post", "Post"),
                            ("tracking", "Tracking on the website"),
                            ("mail_tracking", "Tracking in mails"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "legal_basis",
                    models.CharField(
                        choices=[
                            ("consent", "Consent"),
                            ("customer", "Existing customer (§ 7 (3) UWG)"),
                            ("presumed", "Presumed consent of a business (§ 7 (2) no. 1 UWG)"),
                            ("contract", "Contract"),
                            ("legitimate_interest", "Legitimate interest"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("address", models.TextField(null=True)),
                ("snapshot", models.JSONField(null=True)),
                ("ip", models.TextField(null=True)),
                ("user_agent", models.TextField(null=True)),
                ("confirmation_mail", models.TextField(null=True)),
                ("salt", models.BinaryField(null=True)),
                ("personal_digest", models.BinaryField()),
                ("prev_hash", models.BinaryField()),
                ("hash", models.BinaryField()),
                (
                    "chain",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="consent.chain",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="contacts.contact"
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        db_column="purpose",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.purpose",
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.wording",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(
                models.F("purpose"),
                models.F("channel"),
                models.F("language"),
                models.F("version"),
                name="wording_version_once",
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(models.F("at"), condition=models.Q(("state", "requested")), name="consent_requests"),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(models.F("chain"), models.F("seq"), name="consent_link_once"),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["email", "phone", "post", "tracking", "mail_tracking"])),
                name="consent_channel_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["requested", "granted", "refused", "withdrawn", "expired"])),
                name="consent_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("legal_basis__in", ["consent", "customer", "presumed", "contract", "legitimate_interest"])
                ),
                name="consent_basis_known",
            ),
        ),
        append_only("consent_wording"),
        append_only("consent_consent"),
    ]
