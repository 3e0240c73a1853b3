"""Names the return on the order of a return."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0024_line_delivery_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='salesorder',
            name='rma_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='RMA number'),
        ),
    ]
