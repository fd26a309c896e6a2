from django.db import migrations, models

from trichter.kernel.append_only import append_only

EFFECTIVE = """
CREATE VIEW timeline_effective AS
SELECT t.contact_id, t.id, t.kind, coalesce(c.occurred_at, t.occurred_at) AS occurred_at, t.recorded_at, t.channel,
    t.campaign_id, t.subject_type, t.subject_id, t.actor_type, t.actor_id, coalesce(c.payload, t.payload) AS payload,
    t.learned, t.via_id, t.target_id, t.caused_by, t.depth,
    coalesce(c.is_retracted, false) AS is_retracted, coalesce(c.is_bot, false) AS is_bot,
    coalesce(c.is_retracted OR c.is_bot, false) AS is_void, c.payload IS NOT NULL OR c.occurred_at IS NOT NULL AS is_edited
FROM timeline_touchpoint t
LEFT JOIN LATERAL (
    -- Of each sort of correction the last one holds. One probe of a partial index for each row, whatever the planner
    -- believes: a join with all corrections, aggregated, was once run again for every row.
    SELECT
        (array_agg(kind = 'touchpoint.retracted' ORDER BY id DESC)
            FILTER (WHERE kind IN ('touchpoint.retracted', 'touchpoint.restored')))[1] AS is_retracted,
        (array_agg((payload->>'is_bot')::boolean ORDER BY id DESC)
            FILTER (WHERE kind = 'touchpoint.judged'))[1] AS is_bot,
        (array_agg(payload->'payload' ORDER BY id DESC)
            FILTER (WHERE kind = 'touchpoint.edited' AND payload ? 'payload'))[1] AS payload,
        (array_agg((payload->>'occurred_at')::timestamptz ORDER BY id DESC)
            FILTER (WHERE kind = 'touchpoint.edited' AND payload ? 'occurred_at'))[1] AS occurred_at
    FROM timeline_touchpoint
    WHERE contact_id = t.contact_id AND target_id = t.id
) c ON true
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='EffectiveTouchpoint',
            fields=[
                ('pk', models.CompositePrimaryKey('contact_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('contact_id', models.BigIntegerField()),
                ('id', models.BigIntegerField()),
                ('kind', models.TextField()),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('channel', models.TextField(null=True)),
                ('campaign_id', models.BigIntegerField(null=True)),
                ('subject_type', models.TextField(null=True)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('actor_type', models.TextField(choices=[('person', 'the person'), ('colleague', 'a colleague'), ('api', 'a connected system'), ('partner', 'a partner'), ('import', 'an import'), ('enrichment', 'an enrichment provider'), ('system', 'Trichter')])),
                ('actor_id', models.BigIntegerField(null=True)),
                ('payload', models.JSONField(default=dict)),
                ('learned', models.JSONField(default=dict)),
                ('via_id', models.BigIntegerField(null=True)),
                ('target_id', models.BigIntegerField(null=True)),
                ('caused_by', models.BigIntegerField(null=True)),
                ('depth', models.SmallIntegerField(default=0)),
                ('is_retracted', models.BooleanField()),
                ('is_bot', models.BooleanField()),
                ('is_void', models.BooleanField()),
                ('is_edited', models.BooleanField()),
            ],
            options={
                'db_table': 'timeline_effective',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.TextField(unique=True)),
                ('name', models.TextField()),
                ('channel', models.CharField(choices=[('search', 'Organic search'), ('paid_search', 'Paid search'), ('social', 'Social media'), ('paid_social', 'Paid social'), ('email', 'E-mail'), ('referral', 'Referral'), ('affiliate', 'Affiliate'), ('display', 'Display'), ('pr', 'PR'), ('print', 'Print'), ('event', 'Event or fair'), ('phone', 'Phone'), ('walk_in', 'Walk-in'), ('address_list', 'Address list'), ('chat', 'Chat'), ('import', 'Import'), ('direct', 'Direct'), ('other', 'Other')], default='other', max_length=20)),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RecordedKey',
            fields=[
                ('digest', models.BinaryField(primary_key=True, serialize=False)),
                ('contact_id', models.BigIntegerField(db_index=True)),
                ('touchpoint_id', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Touchpoint',
            fields=[
                ('pk', models.CompositePrimaryKey('contact_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('contact_id', models.BigIntegerField()),
                ('id', models.BigIntegerField()),
                ('kind', models.TextField()),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('channel', models.TextField(null=True)),
                ('campaign_id', models.BigIntegerField(null=True)),
                ('subject_type', models.TextField(null=True)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('actor_type', models.TextField(choices=[('person', 'the person'), ('colleague', 'a colleague'), ('api', 'a connected system'), ('partner', 'a partner'), ('import', 'an import'), ('enrichment', 'an enrichment provider'), ('system', 'Trichter')])),
                ('actor_id', models.BigIntegerField(null=True)),
                ('payload', models.JSONField(default=dict)),
                ('learned', models.JSONField(default=dict)),
                ('via_id', models.BigIntegerField(null=True)),
                ('target_id', models.BigIntegerField(null=True)),
                ('caused_by', models.BigIntegerField(null=True)),
                ('depth', models.SmallIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['contact_id', 'target_id'], condition=models.Q(('target_id', None), _negated=True), name='touchpoint_corrections')],
            },
        ),
        migrations.RunSQL("CREATE SEQUENCE timeline_touchpoint_id", "DROP SEQUENCE timeline_touchpoint_id"),
        append_only("timeline_touchpoint"),
        migrations.RunSQL(EFFECTIVE, "DROP VIEW timeline_effective"),
    ]
