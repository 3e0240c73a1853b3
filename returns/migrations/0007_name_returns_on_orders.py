"""Writes the RMA number of every return on its sales order."""

from django.db import migrations

NAME_RETURNS = """
UPDATE sales_salesorder o SET rma_number = r.rma_number
FROM returns_returnorder r WHERE r.order_id = o.id AND o.rma_number = ''
"""


class Migration(migrations.Migration):

    dependencies = [
        ('returns', '0006_replacement_unit'),
        ('sales', '0025_rma_number_on_orders'),
    ]

    operations = [
        migrations.RunSQL(NAME_RETURNS, migrations.RunSQL.noop),
    ]
