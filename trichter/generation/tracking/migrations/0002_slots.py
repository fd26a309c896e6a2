"""Slots in pages, their versions, and how often each variant was shown."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0001_pages_by_path'),
    ]

    operations = [
        migrations.CreateModel(
            name='SlotDay',
            fields=[
                ('pk', models.CompositePrimaryKey('slot_id', 'day', 'variant', blank=True, editable=False, primary_key=True, serialize=False)),
                ('slot_id', models.BigIntegerField()),
                ('day', models.DateField()),
                ('variant', models.IntegerField()),
                ('shown', models.BigIntegerField()),
                ('clicked', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('label', models.TextField(blank=True, default='')),
                ('source_id', models.BigIntegerField(null=True)),
                ('version', models.IntegerField()),
                ('created_at', models.DateTimeField()),
                ('archived_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('archived_at', None)), fields=('name', 'source_id'), name='slot_by_name', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='SlotVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.IntegerField()),
                ('content', models.JSONField()),
                ('created_at', models.DateTimeField()),
                ('created_by', models.BigIntegerField(null=True)),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tracking.slot')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('slot', 'version'), name='slot_version_once')],
            },
        ),
    ]
