"""Keeps what is deleted of orders, when the parameters say so."""

import django.db.models.deletion
import django.utils.timezone
import foundation.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_prospect_key'),
        ('organization', '0001_initial'),
        ('sales', '0020_update_order_lines'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='VoidedOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, verbose_name='sales order')),
                ('order_type', models.CharField(choices=[('journal', 'Journal'), ('subscription', 'Subscription'), ('sales_order', 'Sales order'), ('returned_order', 'Returned order'), ('item_requirements', 'Item requirements')], max_length=20, verbose_name='order type')),
                ('whole_order', models.BooleanField(verbose_name='whole order')),
                ('customer_reference', models.CharField(blank=True, max_length=60, verbose_name='customer reference')),
                ('order_date', models.DateField(verbose_name='order date')),
                ('order_amount', foundation.fields.AmountField(decimal_places=4, help_text='Before it was deleted, with charges, without tax', max_digits=19, verbose_name='order amount')),
                ('voided_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='deleted at')),
                ('legal_entity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity')),
            ],
            options={
                'verbose_name': 'voided sales order',
                'verbose_name_plural': 'voided sales orders',
                'ordering': ['-voided_at', '-id'],
                'indexes': [models.Index(fields=['legal_entity', 'number'], name='voided_order_by_number')],
            },
        ),
        migrations.CreateModel(
            name='VoidedOrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line_number', models.PositiveIntegerField(verbose_name='line')),
                ('item_number', models.CharField(max_length=30, verbose_name='item')),
                ('name', models.CharField(max_length=200, verbose_name='description')),
                ('quantity', foundation.fields.QuantityField(decimal_places=4, max_digits=16, verbose_name='quantity')),
                ('unit', models.CharField(max_length=20, verbose_name='unit')),
                ('unit_price', foundation.fields.PriceField(decimal_places=6, max_digits=19, verbose_name='unit price')),
                ('discount_percent', foundation.fields.PercentField(decimal_places=4, max_digits=7, verbose_name='discount %')),
                ('net_amount', foundation.fields.AmountField(decimal_places=4, max_digits=19, verbose_name='net amount')),
            ],
            options={
                'verbose_name': 'voided order line',
                'verbose_name_plural': 'voided order lines',
                'ordering': ['line_number'],
            },
        ),
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
            name='keep_voided_orders',
            field=models.BooleanField(default=True, verbose_name='keep voided orders'),
        ),
        migrations.AddField(
            model_name='salesparametersevent',
            name='keep_voided_orders',
            field=models.BooleanField(default=True, verbose_name='keep voided orders'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='salesparameters',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sales_salesparametersevent" ("accept_overdelivery", "accept_underdelivery", "agreement_activation", "agreement_searches", "atp_demand_fence", "atp_demand_offset", "atp_horizon", "atp_supply_fence", "atp_supply_offset", "auto_charges_header", "auto_charges_line", "auto_multiline", "auto_total_discount", "backorder_tracking", "cancel_reason_mandatory", "charge_value_base", "credit_check_on_lines", "credit_check_on_rest", "default_order_type", "default_warehouse_id", "delivery_date_control", "delivery_reason_on_slip", "discount", "generic_currency_id", "id", "keep_voided_orders", "legal_entity_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prevent_partial_default", "price_date", "prices_on_packing_slip", "recalculate_on_import", "reservation", "reserve_ordered_items", "sales_lead_time", "split_by_delivery_address", "split_by_warehouse", "suggestions", "update_line_dates", "update_line_tax", "update_line_warehouse", "working_days") VALUES (NEW."accept_overdelivery", NEW."accept_underdelivery", NEW."agreement_activation", NEW."agreement_searches", NEW."atp_demand_fence", NEW."atp_demand_offset", NEW."atp_horizon", NEW."atp_supply_fence", NEW."atp_supply_offset", NEW."auto_charges_header", NEW."auto_charges_line", NEW."auto_multiline", NEW."auto_total_discount", NEW."backorder_tracking", NEW."cancel_reason_mandatory", NEW."charge_value_base", NEW."credit_check_on_lines", NEW."credit_check_on_rest", NEW."default_order_type", NEW."default_warehouse_id", NEW."delivery_date_control", NEW."delivery_reason_on_slip", NEW."discount", NEW."generic_currency_id", NEW."id", NEW."keep_voided_orders", NEW."legal_entity_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prevent_partial_default", NEW."price_date", NEW."prices_on_packing_slip", NEW."recalculate_on_import", NEW."reservation", NEW."reserve_ordered_items", NEW."sales_lead_time", NEW."split_by_delivery_address", NEW."split_by_warehouse", NEW."suggestions", NEW."update_line_dates", NEW."update_line_tax", NEW."update_line_warehouse", NEW."working_days"); RETURN NULL;', hash='45720c9efa827e4d791633b6a8fd0a9f7de82dc3', operation='INSERT', pgid='pgtrigger_insert_insert_50889', table='sales_salesparameters', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='salesparameters',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "sales_salesparametersevent" ("accept_overdelivery", "accept_underdelivery", "agreement_activation", "agreement_searches", "atp_demand_fence", "atp_demand_offset", "atp_horizon", "atp_supply_fence", "atp_supply_offset", "auto_charges_header", "auto_charges_line", "auto_multiline", "auto_total_discount", "backorder_tracking", "cancel_reason_mandatory", "charge_value_base", "credit_check_on_lines", "credit_check_on_rest", "default_order_type", "default_warehouse_id", "delivery_date_control", "delivery_reason_on_slip", "discount", "generic_currency_id", "id", "keep_voided_orders", "legal_entity_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prevent_partial_default", "price_date", "prices_on_packing_slip", "recalculate_on_import", "reservation", "reserve_ordered_items", "sales_lead_time", "split_by_delivery_address", "split_by_warehouse", "suggestions", "update_line_dates", "update_line_tax", "update_line_warehouse", "working_days") VALUES (NEW."accept_overdelivery", NEW."accept_underdelivery", NEW."agreement_activation", NEW."agreement_searches", NEW."atp_demand_fence", NEW."atp_demand_offset", NEW."atp_horizon", NEW."atp_supply_fence", NEW."atp_supply_offset", NEW."auto_charges_header", NEW."auto_charges_line", NEW."auto_multiline", NEW."auto_total_discount", NEW."backorder_tracking", NEW."cancel_reason_mandatory", NEW."charge_value_base", NEW."credit_check_on_lines", NEW."credit_check_on_rest", NEW."default_order_type", NEW."default_warehouse_id", NEW."delivery_date_control", NEW."delivery_reason_on_slip", NEW."discount", NEW."generic_currency_id", NEW."id", NEW."keep_voided_orders", NEW."legal_entity_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prevent_partial_default", NEW."price_date", NEW."prices_on_packing_slip", NEW."recalculate_on_import", NEW."reservation", NEW."reserve_ordered_items", NEW."sales_lead_time", NEW."split_by_delivery_address", NEW."split_by_warehouse", NEW."suggestions", NEW."update_line_dates", NEW."update_line_tax", NEW."update_line_warehouse", NEW."working_days"); RETURN NULL;', hash='95c5402bc4b0d51ef2d11a275b995864dec23808', operation='UPDATE', pgid='pgtrigger_update_update_7135b', table='sales_salesparameters', when='AFTER')),
        ),
        migrations.AddField(
            model_name='voidedorder',
            name='currency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.currency', verbose_name='currency'),
        ),
        migrations.AddField(
            model_name='voidedorder',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='customer'),
        ),
        migrations.AddField(
            model_name='voidedorder',
            name='voided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='deleted by'),
        ),
        migrations.AddField(
            model_name='voidedorderline',
            name='legal_entity',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity'),
        ),
        migrations.AddField(
            model_name='voidedorderline',
            name='voided_order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='sales.voidedorder', verbose_name='voided sales order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voidedorder',
            trigger=pgtrigger.compiler.Trigger(name='no_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='406bdf93d860d35201b0129556b442ba3bb8ee44', operation='UPDATE', pgid='pgtrigger_no_update_5a039', table='sales_voidedorder', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voidedorder',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='921dc3025dce0c656df90a8fb5d6ecd85a1440e2', operation='DELETE', pgid='pgtrigger_no_delete_cbc11', table='sales_voidedorder', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voidedorder',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='35a958814200d082235c6685e46f99a7b0bde139', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_0ef11', table='sales_voidedorder', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='voidedorderline',
            constraint=models.UniqueConstraint(fields=('voided_order', 'line_number'), name='voided_order_line_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voidedorderline',
            trigger=pgtrigger.compiler.Trigger(name='no_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='804785367c2b41c8959d5fe6aeee78aa93d81cc0', operation='UPDATE', pgid='pgtrigger_no_update_e22d8', table='sales_voidedorderline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voidedorderline',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='c6234b108f9c01f549e104e9d155dc92838fcb4b', operation='DELETE', pgid='pgtrigger_no_delete_40fd9', table='sales_voidedorderline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voidedorderline',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='af275c893fbf058769458cdb5e1fbce25d9fc0d3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_ba449', table='sales_voidedorderline', when='BEFORE')),
        ),
    ]
