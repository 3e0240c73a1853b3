from django.db import migrations, models
import django.db.models.functions.comparison

from foundation.database.indexes import AddIndexConcurrently, RemoveIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('sales', '0006_folded_for_search'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='packingslip',
            name='packing_slip_by_order',
        ),
        RemoveIndexConcurrently(
            model_name='salesorder',
            name='sales_order_number_prefix',
        ),
        RemoveIndexConcurrently(
            model_name='salesorder',
            name='sales_order_reference',
        ),
        RemoveIndexConcurrently(
            model_name='salesordercharge',
            name='charge_by_order',
        ),
        AddIndexConcurrently(
            model_name='packingslip',
            index=models.Index(fields=['legal_entity', 'number_folded'], name='packing_slip_number_prefix'),
        ),
        AddIndexConcurrently(
            model_name='salesorder',
            index=models.Index(condition=models.Q(('do_not_process', True)), fields=['legal_entity', 'number_folded'], name='sales_order_do_not_process'),
        ),
        AddIndexConcurrently(
            model_name='salesorder',
            index=models.Index(fields=['legal_entity', 'number_folded'], name='sales_order_number_prefix'),
        ),
        AddIndexConcurrently(
            model_name='salesorder',
            index=models.Index(fields=['legal_entity', 'customer_reference_folded'], name='sales_order_reference'),
        ),
        AddIndexConcurrently(
            model_name='salesorderline',
            index=models.Index(models.F('legal_entity'), models.F('order'), django.db.models.functions.comparison.Coalesce('confirmed_ship_date', 'requested_ship_date'), condition=models.Q(('status', 'open')), name='sales_line_open_of_order'),
        ),
        RemoveIndexConcurrently(
            model_name='orderhold',
            name='order_hold_active',
        ),
        AddIndexConcurrently(
            model_name='orderhold',
            index=models.Index(condition=models.Q(('cleared_at', None)), fields=['legal_entity', 'order'], name='order_hold_active'),
        ),
        RemoveIndexConcurrently(
            model_name='salesorderline',
            name='sales_line_shipped_not_invoic',
        ),
        AddIndexConcurrently(
            model_name='salesorderline',
            index=models.Index(condition=models.Q(models.Q(('delivered_quantity', models.F('invoiced_quantity')), _negated=True), ('status__in', ('open', 'delivered'))), fields=['legal_entity', 'order'], name='sales_line_shipped_not_invoic'),
        ),
        AddIndexConcurrently(
            model_name='salesorderline',
            index=models.Index(condition=models.Q(('stopped', True)), fields=['legal_entity', 'requested_ship_date', 'id'], name='sales_line_stopped'),
        ),
    ]
