"""Make the key that references to prospects are checked by: the youngest index of its table."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_prospects'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='prospect',
            constraint=models.UniqueConstraint(fields=('legal_entity', 'id'), name='prospect_in_entity'),
        ),
    ]
