"""The criteria of a prospect, and our first steps towards a person. `trichter rebuild` fills it for those known before."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lifecycle', '0002_first_tracks'),
    ]

    operations = [
        migrations.CreateModel(
            name='Qualification',
            fields=[
                ('contact_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('market_fit', models.TextField(null=True)),
                ('purchasing_power', models.TextField(null=True)),
                ('decision_authority', models.TextField(null=True)),
                ('need', models.TextField(null=True)),
                ('attempted_at', models.DateTimeField(null=True)),
                ('conversed_at', models.DateTimeField(null=True)),
                ('reacted_at', models.DateTimeField(null=True)),
                ('met_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('met_at__isnull', False)), fields=['met_at'], name='qualification_met')],
            },
        ),
    ]
