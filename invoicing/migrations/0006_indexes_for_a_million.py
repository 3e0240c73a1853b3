from django.db import migrations, models

from foundation.database.indexes import AddIndexConcurrently, RemoveIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('invoicing', '0005_folded_for_search'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='customerinvoice',
            name='customer_invoice_by_order',
        ),
        RemoveIndexConcurrently(
            model_name='customerinvoice',
            name='customer_invoice_number_pre',
        ),
        RemoveIndexConcurrently(
            model_name='customerinvoice',
            name='customer_invoice_reference',
        ),
        RemoveIndexConcurrently(
            model_name='customerinvoiceline',
            name='invoice_line_by_order_line',
        ),
        AddIndexConcurrently(
            model_name='customerinvoice',
            index=models.Index(fields=['legal_entity', 'number_folded'], name='customer_invoice_number_pre'),
        ),
        AddIndexConcurrently(
            model_name='customerinvoice',
            index=models.Index(fields=['legal_entity', 'your_reference_folded'], name='customer_invoice_reference'),
        ),
    ]
