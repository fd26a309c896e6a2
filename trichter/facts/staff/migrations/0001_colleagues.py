from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('department', models.CharField(choices=[('marketing', 'Marketing'), ('sales', 'Sales'), ('service', 'Service'), ('hr', 'HR')], max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('role', models.CharField(choices=[('marketing', 'Marketing'), ('sales', 'Sales'), ('service', 'Service'), ('hr', 'HR'), ('administration', 'Administration')], default='marketing', max_length=20)),
                ('language', models.CharField(default='de', max_length=5)),
                ('time_zone', models.CharField(default='Europe/Berlin', max_length=64)),
                ('theme', models.CharField(choices=[('system', 'as the system'), ('light', 'Light'), ('dark', 'Dark')], default='system', max_length=10)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField()),
                ('teams', models.ManyToManyField(blank=True, related_name='members', to='staff.team')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
