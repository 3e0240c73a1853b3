"""Notes on holds of orders, and colours of their codes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0016_delivery_reason_of_packing_slips'),
    ]

    operations = [
        migrations.AddField(
            model_name='holdcode',
            name='colour',
            field=models.CharField(choices=[('amber', 'Amber'), ('red', 'Red'), ('blue', 'Blue'), ('green', 'Green'), ('grey', 'Grey')], db_default='amber', default='amber', max_length=5, verbose_name='colour'),
        ),
        migrations.AddField(
            model_name='orderhold',
            name='notes',
            field=models.TextField(blank=True, db_default='', default='', max_length=2000, verbose_name='notes'),
        ),
    ]
