"""What is credited of an invoice line stays within what returns leave of it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('invoicing', '0008_orders_that_credit'),
        ('returns', '0010_what_charges_on_replacements_do'),
    ]

    operations = [
        migrations.CreateModel(
            name='CreditedBesideReturns',
            fields=[
            ],
            options={
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('invoicing.creditedline',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='creditedbesidereturns',
            trigger=pgtrigger.compiler.Trigger(name='beside_returns', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM 1 FROM "returns_returnableline" WHERE invoice_line_id = NEW.invoice_line_id FOR SHARE; IF EXISTS (SELECT 1 FROM returns_returnableline WHERE invoice_line_id = NEW.invoice_line_id AND returned_quantity + NEW.credited_quantity > NEW.invoiced_quantity) THEN RAISE EXCEPTION \'No more can be credited than was invoiced and did not come back: %\', TG_TABLE_NAME USING ERRCODE = \'23514\'; END IF; RETURN NULL;', hash='38f8b41ad7fbaf4b088ffa89979164402eee14b0', operation='UPDATE', pgid='pgtrigger_beside_returns_7a327', table='invoicing_creditedline', when='AFTER')),
        ),
    ]
