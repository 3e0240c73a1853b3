"""Orders keep which invoice they were made to credit, and lines that credit stay within what is claimed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('invoicing', '0007_taxes_of_credits'),
        ('organization', '0001_initial'),
        ('sales', '0029_credit_lines_within_claim'),
    ]

    operations = [
        migrations.CreateModel(
            name='CreditOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'order that credits an invoice',
                'verbose_name_plural': 'orders that credit invoices',
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='creditline',
            trigger=pgtrigger.compiler.Trigger(name='within_claim', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM invoicing_creditline AS credit JOIN sales_salesorderline AS line ON line.id = credit.order_line_id\n    WHERE credit.invoice_line_id = NEW.invoice_line_id\n    HAVING sum(line.cancelled_quantity - line.ordered_quantity) > coalesce(\n        (SELECT max(credited_quantity) FROM invoicing_creditedline WHERE invoice_line_id = NEW.invoice_line_id), 0)) THEN RAISE EXCEPTION 'No more can be credited than is claimed of the invoice line: %', TG_TABLE_NAME USING ERRCODE = '23514'; END IF; RETURN NULL;", hash='8a4569f276f7d0495d57af12c37942a969747190', operation='INSERT OR UPDATE', pgid='pgtrigger_within_claim_1126a', table='invoicing_creditline', when='AFTER')),
        ),
        migrations.AddField(
            model_name='creditorder',
            name='invoice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_orders', to='invoicing.customerinvoice', verbose_name='invoice'),
        ),
        migrations.AddField(
            model_name='creditorder',
            name='legal_entity',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity'),
        ),
        migrations.AddField(
            model_name='creditorder',
            name='order',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='credit_order', to='sales.salesorder', verbose_name='sales order'),
        ),
    ]
