"""The web log by month, its queue, message ids, visits, answers of visitors, and the counts of those without an id."""

import django.contrib.postgres.fields
import django.db.models.fields.composite
from django.db import migrations, models

from trichter.kernel.append_only import append_only

LOG = """
    CREATE SEQUENCE hits_hit_id_seq CACHE 50;
    CREATE TABLE hits_hit (
        id bigint NOT NULL DEFAULT nextval('hits_hit_id_seq'),
        received_at timestamptz NOT NULL,
        at timestamptz NOT NULL,
        source_id integer NOT NULL,
        visitor text,
        person text,
        kind text NOT NULL,
        name text NOT NULL,
        url text NOT NULL,
        title text NOT NULL,
        referrer text NOT NULL,
        arrived jsonb,
        properties jsonb,
        network text NOT NULL,
        agent text NOT NULL,
        bot text
    ) PARTITION BY RANGE (received_at);
    CREATE INDEX hit_of_visitor ON hits_hit (visitor, id) WHERE visitor IS NOT NULL;
    CREATE INDEX hit_by_time ON hits_hit USING brin (received_at);
    CREATE TABLE hits_hit_other PARTITION OF hits_hit DEFAULT;
    CREATE TABLE hits_message (
        source_id integer NOT NULL,
        digest uuid NOT NULL,
        seen_at timestamptz NOT NULL,
        PRIMARY KEY (source_id, digest)
    );
    CREATE INDEX message_by_time ON hits_message USING brin (seen_at);
    CREATE TABLE hits_waiting (
        id bigint NOT NULL,
        received_at timestamptz NOT NULL,
        visitor text NOT NULL,
        is_recalled boolean NOT NULL DEFAULT false
    ) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 10000);
    CREATE INDEX waiting_by_id ON hits_waiting (id);
    CREATE INDEX waiting_of_visitor ON hits_waiting (visitor);
    CREATE TABLE hits_tally (
        day date NOT NULL,
        source_id integer NOT NULL,
        path text NOT NULL,
        channel text NOT NULL,
        passer uuid NOT NULL,
        is_page boolean NOT NULL
    );
"""
GONE = """
    DROP TABLE hits_tally; DROP TABLE hits_waiting; DROP TABLE hits_message; DROP TABLE hits_hit;
    DROP SEQUENCE hits_hit_id_seq;
"""
GROUNDS = [
    ("asked", "the visitor's answer to our banner"),
    ("assured", "the sending system keeps consent and sends only who agreed"),
    ("none", "never: visitors are only counted"),
]
STATES = [("granted", "agreed"), ("refused", "refused"), ("withdrawn", "withdrawn")]


def number():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("timeline", "0006_words_corrected")]
    operations = [
        migrations.RunSQL(LOG, GONE),
        migrations.CreateModel(
            name="Hit",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("received_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("source_id", models.IntegerField()),
                ("visitor", models.TextField(null=True)),
                ("person", models.TextField(null=True)),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("url", models.TextField()),
                ("title", models.TextField()),
                ("referrer", models.TextField()),
                ("arrived", models.JSONField(null=True)),
                ("properties", models.JSONField(null=True)),
                ("network", models.TextField()),
                ("agent", models.TextField()),
                ("bot", models.TextField(null=True)),
            ],
            options={"managed": False},
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", number()),
                ("name", models.TextField()),
                ("key", models.TextField(unique=True)),
                ("hosts", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("ground", models.TextField(choices=GROUNDS, default="asked")),
                ("may_identify", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Visitor",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("source_id", models.IntegerField()),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Gone",
            fields=[
                ("digest", models.BinaryField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", number()),
                ("source_id", models.IntegerField()),
                ("browser", models.BinaryField(null=True)),
                ("state", models.TextField(choices=STATES)),
                ("wording_id", models.BigIntegerField(null=True)),
                ("language", models.TextField()),
                ("url", models.TextField()),
                ("at", models.DateTimeField()),
                ("network", models.TextField()),
                ("agent", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("browser__isnull", False)),
                        fields=["browser", "id"],
                        name="decision_of_browser",
                    ),
                    models.Index(fields=["at"], name="decision_by_time"),
                ]
            },
        ),
        append_only("hits_decision"),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", number()),
                ("visitor", models.TextField()),
                ("source_id", models.IntegerField()),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("channel", models.TextField()),
                ("campaign", models.TextField(default="")),
                ("utm", models.JSONField(default=dict)),
                ("referrer", models.TextField(default="")),
                ("landing", models.TextField(default="")),
                ("last_page", models.TextField(default="")),
                ("pages", models.IntegerField(default=0)),
                ("events", models.IntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["visitor", "began_at"], name="visit_of_visitor"),
                    models.Index(fields=["began_at"], name="visit_by_time"),
                    models.Index(fields=["-ended_at"], name="visit_by_end"),
                ]
            },
        ),
        migrations.CreateModel(
            name="PageDay",
            fields=[
                ("pk", django.db.models.fields.composite.CompositePrimaryKey("day", "source_id", "path", blank=True, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("source_id", models.IntegerField()),
                ("path", models.TextField()),
                ("views", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ChannelDay",
            fields=[
                ("pk", django.db.models.fields.composite.CompositePrimaryKey("day", "source_id", "channel", blank=True, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("source_id", models.IntegerField()),
                ("channel", models.TextField()),
                ("visitors", models.IntegerField()),
                ("views", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Passer",
            fields=[
                ("pk", django.db.models.fields.composite.CompositePrimaryKey("day", "source_id", "digest", blank=True, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("source_id", models.IntegerField()),
                ("digest", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="Salt",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("salt", models.BinaryField()),
            ],
        ),
    ]
