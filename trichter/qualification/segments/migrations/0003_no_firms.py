from django.db import migrations


class Migration(migrations.Migration):
    """Firms of whose people something was recorded are noted by the spine, with what was touched."""

    dependencies = [("segments", "0002_ungathered")]

    operations = [migrations.DeleteModel("Firm")]
