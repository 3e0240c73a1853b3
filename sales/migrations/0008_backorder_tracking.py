"""Lets packing slips print which lines are still to come."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0007_agreement_searches'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='salesparameters',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='salesparameters',
            name='update_update',
        ),
        migrations.AddField(
            model_name='salesparameters',
            name='backorder_tracking',
            field=models.CharField(choices=[('none', 'None'), ('this_order', 'This order'), ('customer', 'All orders of the customer')], default='this_order', max_length=10, verbose_name='open lines on packing slips'),
        ),
        migrations.AddField(
            model_name='salesparametersevent',
            name='backorder_tracking',
            field=models.CharField(choices=[('none', 'None'), ('this_order', 'This order'), ('customer', 'All orders of the customer')], default='this_order', max_length=10, verbose_name='open lines on packing slips'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='salesparameters',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sales_salesparametersevent" ("accept_overdelivery", "accept_underdelivery", "agreement_activation", "agreement_searches", "auto_charges_header", "auto_charges_line", "auto_multiline", "auto_total_discount", "backorder_tracking", "cancel_reason_mandatory", "charge_value_base", "default_order_type", "default_warehouse_id", "discount", "generic_currency_id", "id", "legal_entity_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prevent_partial_default", "price_date", "prices_on_packing_slip", "recalculate_on_import", "reservation", "reserve_ordered_items", "sales_lead_time", "split_by_delivery_address", "split_by_warehouse") VALUES (NEW."accept_overdelivery", NEW."accept_underdelivery", NEW."agreement_activation", NEW."agreement_searches", NEW."auto_charges_header", NEW."auto_charges_line", NEW."auto_multiline", NEW."auto_total_discount", NEW."backorder_tracking", NEW."cancel_reason_mandatory", NEW."charge_value_base", NEW."default_order_type", NEW."default_warehouse_id", NEW."discount", NEW."generic_currency_id", NEW."id", NEW."legal_entity_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prevent_partial_default", NEW."price_date", NEW."prices_on_packing_slip", NEW."recalculate_on_import", NEW."reservation", NEW."reserve_ordered_items", NEW."sales_lead_time", NEW."split_by_delivery_address", NEW."split_by_warehouse"); RETURN NULL;', hash='f29d8d9877e20179f6e6c353bb86f0489f80d5bc', operation='INSERT', pgid='pgtrigger_insert_insert_50889', table='sales_salesparameters', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='salesparameters',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "sales_salesparametersevent" ("accept_overdelivery", "accept_underdelivery", "agreement_activation", "agreement_searches", "auto_charges_header", "auto_charges_line", "auto_multiline", "auto_total_discount", "backorder_tracking", "cancel_reason_mandatory", "charge_value_base", "default_order_type", "default_warehouse_id", "discount", "generic_currency_id", "id", "legal_entity_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prevent_partial_default", "price_date", "prices_on_packing_slip", "recalculate_on_import", "reservation", "reserve_ordered_items", "sales_lead_time", "split_by_delivery_address", "split_by_warehouse") VALUES (NEW."accept_overdelivery", NEW."accept_underdelivery", NEW."agreement_activation", NEW."agreement_searches", NEW."auto_charges_header", NEW."auto_charges_line", NEW."auto_multiline", NEW."auto_total_discount", NEW."backorder_tracking", NEW."cancel_reason_mandatory", NEW."charge_value_base", NEW."default_order_type", NEW."default_warehouse_id", NEW."discount", NEW."generic_currency_id", NEW."id", NEW."legal_entity_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prevent_partial_default", NEW."price_date", NEW."prices_on_packing_slip", NEW."recalculate_on_import", NEW."reservation", NEW."reserve_ordered_items", NEW."sales_lead_time", NEW."split_by_delivery_address", NEW."split_by_warehouse"); RETURN NULL;', hash='ed4c1db97da98b9399a17a1b633117f1462b5b6a', operation='UPDATE', pgid='pgtrigger_update_update_7135b', table='sales_salesparameters', when='AFTER')),
        ),
    ]
