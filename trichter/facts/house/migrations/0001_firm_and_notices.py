from django.db import migrations, models

from trichter.kernel.append_only import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='HouseRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='', max_length=120)),
                ('legal_name', models.CharField(default='', max_length=200)),
                ('legal_form', models.CharField(default='', max_length=20)),
                ('street', models.CharField(default='', max_length=200)),
                ('postal_code', models.CharField(default='', max_length=20)),
                ('city', models.CharField(default='', max_length=120)),
                ('country', models.CharField(default='DE', max_length=2)),
                ('phone', models.CharField(default='', max_length=40)),
                ('email', models.CharField(default='', max_length=254)),
                ('register_court', models.CharField(default='', max_length=120)),
                ('register_number', models.CharField(default='', max_length=60)),
                ('representatives', models.CharField(default='', max_length=400)),
                ('board_chair', models.CharField(default='', max_length=200)),
                ('vat_id', models.CharField(default='', max_length=20)),
                ('supervisor', models.CharField(default='', max_length=400)),
                ('website', models.CharField(default='', max_length=300)),
                ('business', models.CharField(default='', max_length=200)),
                ('accent', models.CharField(default='#036b84', max_length=7)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='house_is_one')],
            },
        ),
        migrations.CreateModel(
            name='PrivacyNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=5)),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('language', 'version'), name='one_notice_of_each_version')],
            },
        ),
        append_only('house_privacynotice'),
    ]
