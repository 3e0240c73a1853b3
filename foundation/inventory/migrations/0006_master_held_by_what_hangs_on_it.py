"""What hangs on a master holds it while it is written, so that two writers cannot both be right (sales.md §2.1)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0005_variant_key_by_master'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='item',
            name='variant_of_its_master',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='onhand',
            name='of_no_master',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='item',
            trigger=pgtrigger.compiler.Trigger(name='variant_of_its_master', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."master_id" IS NOT NULL)', func='PERFORM 1 FROM "inventory_item" WHERE "id" = NEW."master_id" FOR SHARE; IF EXISTS (SELECT 1 FROM "inventory_item" m, (SELECT NEW.*) v WHERE v."master_id" = m."id" AND NOT (m."is_master" AND m."has_configuration" = (v."configuration" <> \'\') AND m."has_size" = (v."size" <> \'\') AND m."has_colour" = (v."colour" <> \'\') AND m."has_style" = (v."style" <> \'\'))) THEN RAISE EXCEPTION \'A variant has one value for each active dimension of its master: %\', TG_TABLE_NAME USING ERRCODE = \'23514\'; END IF; RETURN NULL;', hash='d2e0dd5cd99a474e2bc2eacd49af8a1f20568985', operation='INSERT OR UPDATE', pgid='pgtrigger_variant_of_its_master_cb996', table='inventory_item', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='onhand',
            trigger=pgtrigger.compiler.Trigger(name='of_no_master', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM 1 FROM "inventory_item" WHERE "id" = NEW."item_id" FOR SHARE; IF EXISTS (SELECT 1 FROM "inventory_item" WHERE "id" = NEW."item_id" AND "is_master") THEN RAISE EXCEPTION \'A master has no stock: %\', TG_TABLE_NAME USING ERRCODE = \'23514\'; END IF; RETURN NULL;', hash='93c8d91aa0b770c4620d4022347353919bcba15f', operation='INSERT', pgid='pgtrigger_of_no_master_db9c8', table='inventory_onhand', when='AFTER')),
        ),
    ]
