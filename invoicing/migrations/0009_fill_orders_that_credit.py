"""Orders that credit lines of an invoice credit that invoice."""

from django.db import migrations

FILL = """
INSERT INTO invoicing_creditorder (legal_entity_id, order_id, invoice_id)
SELECT DISTINCT ON (line.order_id) credit.legal_entity_id, line.order_id, sold.invoice_id FROM invoicing_creditline AS credit
JOIN sales_salesorderline AS line ON line.id = credit.order_line_id
JOIN invoicing_customerinvoiceline AS sold ON sold.id = credit.invoice_line_id
ORDER BY line.order_id, credit.id
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):

    dependencies = [
        ('invoicing', '0008_orders_that_credit'),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
