import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FieldDefinition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True)),
                ('type', models.CharField(choices=[('text', 'Text'), ('number', 'Number'), ('money', 'Money'), ('date', 'Date'), ('boolean', 'Yes or no'), ('choice', 'Choice'), ('many', 'Several choices')], max_length=10)),
                ('label', models.JSONField()),
                ('options', models.JSONField(default=list)),
                ('is_personal', models.BooleanField(default=True)),
                ('is_indexed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Company',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('street', models.TextField(default='')),
                ('street_extra', models.TextField(default='')),
                ('postal_code', models.TextField(default='')),
                ('city', models.TextField(default='')),
                ('region', models.TextField(default='')),
                ('country', models.CharField(default='', max_length=2)),
                ('name', models.TextField()),
                ('name_key', models.TextField()),
                ('domain', models.TextField(null=True)),
                ('industry', models.TextField(default='')),
                ('employees', models.IntegerField(null=True)),
                ('website', models.TextField(default='')),
                ('phone', models.TextField(default='')),
                ('sources', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['name_key'], name='company_name_key', opclasses=['text_pattern_ops'])],
                'constraints': [models.UniqueConstraint(fields=('domain',), name='company_by_domain'), models.UniqueConstraint(condition=models.Q(('domain', None)), fields=('name_key',), name='company_by_name')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('street', models.TextField(default='')),
                ('street_extra', models.TextField(default='')),
                ('postal_code', models.TextField(default='')),
                ('city', models.TextField(default='')),
                ('region', models.TextField(default='')),
                ('country', models.CharField(default='', max_length=2)),
                ('kind', models.CharField(choices=[('person', 'Person'), ('organisation', 'Organisation')], default='person', max_length=12)),
                ('salutation', models.TextField(default='')),
                ('title', models.TextField(default='')),
                ('first_name', models.TextField(default='')),
                ('last_name', models.TextField(default='')),
                ('name_key', models.TextField(default='')),
                ('position', models.TextField(default='')),
                ('department', models.TextField(default='')),
                ('email', models.TextField(default='')),
                ('phone', models.TextField(default='')),
                ('mobile', models.TextField(default='')),
                ('website', models.TextField(default='')),
                ('language', models.CharField(default='', max_length=5)),
                ('birthday', models.DateField(null=True)),
                ('properties', models.JSONField(default=dict)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('sources', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(null=True)),
                ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contacts', to='contacts.company')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.contact')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='DuplicateSuggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('identifiers', 'One touchpoint named identifiers of both'), ('phone', 'Same phone number'), ('name', 'Same name at the same place')], max_length=20)),
                ('touchpoint_id', models.BigIntegerField()),
                ('suggested_at', models.DateTimeField()),
                ('dismissed_at', models.DateTimeField(null=True)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duplicate_suggestions', to='contacts.contact')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.contact')),
            ],
        ),
        migrations.CreateModel(
            name='Identifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'E-mail'), ('phone', 'Phone'), ('visitor', 'Browser'), ('external', 'External id')], max_length=10)),
                ('value', models.TextField()),
                ('original', models.TextField()),
                ('touchpoint_id', models.BigIntegerField()),
                ('created_at', models.DateTimeField()),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='contacts.contact')),
            ],
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('touchpoint_id', models.BigIntegerField()),
                ('consent_mark', models.BigIntegerField()),
                ('merged_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('snapshot', models.JSONField()),
                ('loser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_lost', to='contacts.contact')),
                ('winner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_won', to='contacts.contact')),
            ],
        ),
        migrations.CreateModel(
            name='SharedDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visitor', models.TextField()),
                ('touchpoint_id', models.BigIntegerField()),
                ('seen_at', models.DateTimeField()),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shared_devices', to='contacts.contact')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.contact')),
            ],
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['name_key'], name='contact_name_key', opclasses=['text_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('tags', []), _negated=True), fields=['tags'], name='contact_tags'),
        ),
        migrations.AddConstraint(
            model_name='duplicatesuggestion',
            constraint=models.UniqueConstraint(fields=('contact', 'other', 'reason'), name='duplicate_suggested_once'),
        ),
        migrations.AddConstraint(
            model_name='identifier',
            constraint=models.UniqueConstraint(fields=('kind', 'value'), name='identifier_once'),
        ),
        migrations.AddConstraint(
            model_name='shareddevice',
            constraint=models.UniqueConstraint(fields=('contact', 'other', 'visitor'), name='shared_device_once'),
        ),
    ]
