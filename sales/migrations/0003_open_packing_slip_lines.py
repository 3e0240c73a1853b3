"""Leaves out of the index of what waits for its invoice what was taken back of packing slips."""

import django.db.models.expressions
from django.db import migrations, models

from foundation.database.indexes import AddIndexConcurrently, RemoveIndexConcurrently


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('sales', '0002_corrected_packing_slips'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='packingslipline',
            name='packing_slip_line_open',
        ),
        AddIndexConcurrently(
            model_name='packingslipline',
            index=models.Index(condition=models.Q(('quantity', django.db.models.expressions.CombinedExpression(models.F('invoiced_quantity'), '+', models.F('corrected_quantity'))), _negated=True), fields=['order_line'], name='packing_slip_line_open'),
        ),
    ]
