from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Reaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact_id', models.BigIntegerField()),
                ('touchpoint_id', models.BigIntegerField()),
                ('kind', models.TextField()),
                ('depth', models.SmallIntegerField(default=0)),
                ('name', models.TextField()),
                ('state', models.CharField(choices=[('due', 'due'), ('done', 'done'), ('dead', 'given up')], default='due', max_length=4)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.SmallIntegerField(default=0)),
                ('error', models.TextField(default='')),
                ('created_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'due')), fields=['due_at'], name='reaction_due'), models.Index(condition=models.Q(('state', 'dead')), fields=['created_at'], name='reaction_dead')],
                'constraints': [models.UniqueConstraint(fields=('touchpoint_id', 'name'), name='reaction_once')],
            },
        ),
    ]
