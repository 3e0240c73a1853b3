from django.db import migrations, models

from foundation.database.indexes import AddIndexConcurrently, RemoveIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('customers', '0004_folded_for_search'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='customer',
            name='customer_account_prefix',
        ),
        RemoveIndexConcurrently(
            model_name='customertransaction',
            name='customer_transaction_by_vou',
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(fields=['legal_entity', 'account_folded'], name='customer_account_prefix'),
        ),
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(condition=models.Q(('hold', 'none'), _negated=True), fields=['legal_entity', 'id'], name='customer_held'),
        ),
        AddIndexConcurrently(
            model_name='opentransaction',
            index=models.Index(fields=['legal_entity', 'voucher', 'due_date'], name='open_transaction_by_voucher'),
        ),
    ]
