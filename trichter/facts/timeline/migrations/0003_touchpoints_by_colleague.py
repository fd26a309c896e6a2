"""The latest deeds of colleagues are read along an index, for the audit."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('timeline', '0002_touchpoints_by_subject'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='touchpoint',
            index=models.Index(condition=models.Q(('actor_type', 'colleague')), fields=['-id'], name='touchpoint_by_colleague'),
        ),
    ]
