import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Track',
            fields=[
                ('key', models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ('label', models.JSONField()),
                ('position', models.SmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Journey',
            fields=[
                ('contact_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('first_at', models.DateTimeField(null=True)),
                ('first_id', models.BigIntegerField(null=True)),
                ('first_channel', models.TextField(null=True)),
                ('first_campaign_id', models.BigIntegerField(null=True)),
                ('last_at', models.DateTimeField(null=True)),
                ('last_id', models.BigIntegerField(null=True)),
                ('last_channel', models.TextField(null=True)),
                ('last_campaign_id', models.BigIntegerField(null=True)),
                ('active_at', models.DateTimeField(null=True)),
                ('active_id', models.BigIntegerField(null=True)),
                ('active_kind', models.TextField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-active_at', 'contact_id'], name='journey_by_activity')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('pk', models.CompositePrimaryKey('contact_id', 'track_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('contact_id', models.BigIntegerField()),
                ('track_id', models.TextField()),
                ('stage', models.TextField()),
                ('position', models.SmallIntegerField()),
                ('since', models.DateTimeField()),
                ('decision_id', models.BigIntegerField()),
                ('reached', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(null=True), size=None)),
            ],
            options={
                'indexes': [models.Index(fields=['track_id', 'stage'], name='standing_by_stage')],
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40)),
                ('label', models.JSONField()),
                ('position', models.SmallIntegerField()),
                ('glyph', models.SmallIntegerField()),
                ('is_anonymous', models.BooleanField(default=False)),
                ('track', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='lifecycle.track')),
            ],
            options={
                'ordering': ['track', 'position'],
                'constraints': [models.UniqueConstraint(fields=('track', 'key'), name='stage_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.IntegerField()),
                ('rules', models.JSONField()),
                ('created_at', models.DateTimeField()),
                ('track', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='policies', to='lifecycle.track')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('track', 'version'), name='policy_version_once')],
            },
        ),
    ]
