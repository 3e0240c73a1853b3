"""The index by which holds of orders are listed, the oldest first."""

from django.db import migrations, models

from foundation.database.indexes import AddIndexConcurrently


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('sales', '0017_notes_on_holds'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='orderhold',
            index=models.Index(fields=['legal_entity', 'placed_at', 'id'], name='order_hold_by_date'),
        ),
    ]
