import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0001_initial'),
        ('sales', '0008_backorder_tracking'),
    ]

    operations = [
        migrations.CreateModel(
            name='CopiedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='kind of document')),
                ('document', models.BigIntegerField(verbose_name='document')),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('source_line', models.PositiveIntegerField(verbose_name='line of the document')),
                ('legal_entity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity')),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='copied_from', to='sales.salesorderline', verbose_name='line')),
            ],
            options={
                'indexes': [models.Index(fields=['legal_entity', 'kind', 'document'], name='copied_line_by_source')],
                'verbose_name': 'copied line',
                'verbose_name_plural': 'copied lines',
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
            name='suggestions',
            field=models.BooleanField(default=True, verbose_name='suggest items while lines are entered'),
        ),
        migrations.AddField(
            model_name='salesparametersevent',
            name='suggestions',
            field=models.BooleanField(default=True, verbose_name='suggest items while lines are entered'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='salesparameters',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "sales_salesparametersevent" ("accept_overdelivery", "accept_underdelivery", "agreement_activation", "agreement_searches", "auto_charges_header", "auto_charges_line", "auto_multiline", "auto_total_discount", "backorder_tracking", "cancel_reason_mandatory", "charge_value_base", "default_order_type", "default_warehouse_id", "discount", "generic_currency_id", "id", "legal_entity_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prevent_partial_default", "price_date", "prices_on_packing_slip", "recalculate_on_import", "reservation", "reserve_ordered_items", "sales_lead_time", "split_by_delivery_address", "split_by_warehouse", "suggestions") VALUES (NEW."accept_overdelivery", NEW."accept_underdelivery", NEW."agreement_activation", NEW."agreement_searches", NEW."auto_charges_header", NEW."auto_charges_line", NEW."auto_multiline", NEW."auto_total_discount", NEW."backorder_tracking", NEW."cancel_reason_mandatory", NEW."charge_value_base", NEW."default_order_type", NEW."default_warehouse_id", NEW."discount", NEW."generic_currency_id", NEW."id", NEW."legal_entity_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prevent_partial_default", NEW."price_date", NEW."prices_on_packing_slip", NEW."recalculate_on_import", NEW."reservation", NEW."reserve_ordered_items", NEW."sales_lead_time", NEW."split_by_delivery_address", NEW."split_by_warehouse", NEW."suggestions"); RETURN NULL;', hash='1ffb218f881d8a3dbfdc36d2cc09bea05da3cec9', operation='INSERT', pgid='pgtrigger_insert_insert_50889', table='sales_salesparameters', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='salesparameters',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "sales_salesparametersevent" ("accept_overdelivery", "accept_underdelivery", "agreement_activation", "agreement_searches", "auto_charges_header", "auto_charges_line", "auto_multiline", "auto_total_discount", "backorder_tracking", "cancel_reason_mandatory", "charge_value_base", "default_order_type", "default_warehouse_id", "discount", "generic_currency_id", "id", "legal_entity_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prevent_partial_default", "price_date", "prices_on_packing_slip", "recalculate_on_import", "reservation", "reserve_ordered_items", "sales_lead_time", "split_by_delivery_address", "split_by_warehouse", "suggestions") VALUES (NEW."accept_overdelivery", NEW."accept_underdelivery", NEW."agreement_activation", NEW."agreement_searches", NEW."auto_charges_header", NEW."auto_charges_line", NEW."auto_multiline", NEW."auto_total_discount", NEW."backorder_tracking", NEW."cancel_reason_mandatory", NEW."charge_value_base", NEW."default_order_type", NEW."default_warehouse_id", NEW."discount", NEW."generic_currency_id", NEW."id", NEW."legal_entity_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prevent_partial_default", NEW."price_date", NEW."prices_on_packing_slip", NEW."recalculate_on_import", NEW."reservation", NEW."reserve_ordered_items", NEW."sales_lead_time", NEW."split_by_delivery_address", NEW."split_by_warehouse", NEW."suggestions"); RETURN NULL;', hash='f396fce736db42ce5121db3d916acb3ea07641ef', operation='UPDATE', pgid='pgtrigger_update_update_7135b', table='sales_salesparameters', when='AFTER')),
        ),
    ]
