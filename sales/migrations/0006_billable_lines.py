"""Leaves out of the index of what waits for its invoice what no customer is billed for."""

from django.db import migrations, models

from foundation.database.indexes import AddIndexConcurrently, RemoveIndexConcurrently


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('sales', '0005_projects'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='salesorderline',
            name='sales_line_shipped_not_invoic',
        ),
        AddIndexConcurrently(
            model_name='salesorderline',
            index=models.Index(condition=models.Q(models.Q(('delivered_quantity', models.F('invoiced_quantity')), _negated=True), ('billable', True), ('status__in', ('open', 'delivered'))), fields=['legal_entity', 'order'], name='sales_line_shipped_not_invoic'),
        ),
    ]
