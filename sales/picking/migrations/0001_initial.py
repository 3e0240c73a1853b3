"""Picking lists, their lines, and the parameters of picking."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import foundation.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('inventory', '0001_initial'),
        ('organization', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('sales', '0003_open_packing_slip_lines'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PickingList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, verbose_name='picking list')),
                ('number_folded', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Upper('number'), output_field=models.TextField(db_collation='C'))),
                ('date', models.DateField(verbose_name='date')),
                ('status', models.CharField(choices=[('activated', 'Activated'), ('completed', 'Completed'), ('cancelled', 'Cancelled')], default='activated', max_length=10, verbose_name='status')),
                ('language', models.CharField(max_length=5, verbose_name='language')),
                ('header', models.JSONField(default=dict, verbose_name='as printed')),
                ('posted_at', models.DateTimeField(auto_now_add=True, verbose_name='posted at')),
                ('legal_entity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='picking_lists', to='sales.salesorder', verbose_name='sales order')),
                ('posted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='posted by')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.warehouse', verbose_name='warehouse')),
            ],
            options={
                'verbose_name': 'picking list',
                'verbose_name_plural': 'picking lists',
                'ordering': ['-date', '-id'],
            },
        ),
        migrations.CreateModel(
            name='PickingListLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line_number', models.PositiveIntegerField(verbose_name='line')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('quantity', foundation.fields.QuantityField(decimal_places=4, max_digits=16, verbose_name='quantity')),
                ('unit', models.CharField(max_length=10, verbose_name='unit')),
                ('picked_quantity', foundation.fields.QuantityField(decimal_places=4, default=0, max_digits=16, verbose_name='picked')),
                ('ended_quantity', foundation.fields.QuantityField(decimal_places=4, default=0, max_digits=16, verbose_name='given back')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.item', verbose_name='item')),
                ('legal_entity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity')),
                ('order_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='picking_list_lines', to='sales.salesorderline', verbose_name='order line')),
                ('picking_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='picking.pickinglist', verbose_name='picking list')),
            ],
            options={
                'verbose_name': 'picking list line',
                'verbose_name_plural': 'picking list lines',
                'ordering': ['picking_list', 'line_number'],
            },
        ),
        migrations.CreateModel(
            name='PickingParameters',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(choices=[('completed', 'Completed: everything is picked at once'), ('activated', 'Activated: register what was picked')], default='completed', max_length=10, verbose_name='picking route status')),
                ('end_remainder', models.BooleanField(default=True, help_text='What was not picked goes back to the order; else it stays open on the list.', verbose_name='end remainder')),
                ('reduce_quantity', models.BooleanField(default=True, help_text='Lists ask for what is there only; else an order that is short is left out.', verbose_name='reduce quantity')),
                ('legal_entity', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='picking_parameters', to='organization.legalentity')),
            ],
            options={
                'verbose_name': 'picking parameters',
                'verbose_name_plural': 'picking parameters',
            },
        ),
        migrations.CreateModel(
            name='PickingParametersEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('route', models.CharField(choices=[('completed', 'Completed: everything is picked at once'), ('activated', 'Activated: register what was picked')], default='completed', max_length=10, verbose_name='picking route status')),
                ('end_remainder', models.BooleanField(default=True, help_text='What was not picked goes back to the order; else it stays open on the list.', verbose_name='end remainder')),
                ('reduce_quantity', models.BooleanField(default=True, help_text='Lists ask for what is there only; else an order that is short is left out.', verbose_name='reduce quantity')),
                ('legal_entity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organization.legalentity')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='picking.pickingparameters')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='pickinglist',
            index=models.Index(fields=['legal_entity', '-date', '-id'], name='picking_list_by_date'),
        ),
        migrations.AddIndex(
            model_name='pickinglist',
            index=models.Index(condition=models.Q(('status', 'activated')), fields=['legal_entity', '-date'], name='picking_list_active'),
        ),
        migrations.AddIndex(
            model_name='pickinglist',
            index=models.Index(fields=['legal_entity', 'number_folded'], name='picking_list_number_prefix'),
        ),
        migrations.AddConstraint(
            model_name='pickinglist',
            constraint=models.UniqueConstraint(fields=('legal_entity', 'number'), name='picking_list_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='pickinglist',
            constraint=models.UniqueConstraint(fields=('legal_entity', 'id'), name='picking_list_in_entity'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pickinglist',
            trigger=pgtrigger.compiler.Trigger(name='no_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date" IS DISTINCT FROM (NEW."date") OR OLD."header" IS DISTINCT FROM (NEW."header") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."legal_entity_id" IS DISTINCT FROM (NEW."legal_entity_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."order_id" IS DISTINCT FROM (NEW."order_id") OR OLD."posted_at" IS DISTINCT FROM (NEW."posted_at") OR OLD."posted_by_id" IS DISTINCT FROM (NEW."posted_by_id") OR OLD."warehouse_id" IS DISTINCT FROM (NEW."warehouse_id"))', func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='7bebb13efcd109c9c4da5ec8f7e6facdb2b12d25', operation='UPDATE', pgid='pgtrigger_no_update_f68e9', table='picking_pickinglist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pickinglist',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='b354d7075655fad841e17f87aa68c7085dd2650b', operation='DELETE', pgid='pgtrigger_no_delete_d41fa', table='picking_pickinglist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pickinglist',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='2510a893290a097378a8d15189653bd1935a0813', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_78985', table='picking_pickinglist', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='pickinglistline',
            constraint=models.UniqueConstraint(fields=('picking_list', 'line_number'), name='picking_list_line_unique'),
        ),
        migrations.AddConstraint(
            model_name='pickinglistline',
            constraint=models.UniqueConstraint(fields=('legal_entity', 'id'), name='picking_list_line_in_entity'),
        ),
        migrations.AddConstraint(
            model_name='pickinglistline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='picking_list_line_quantity', violation_error_message='The value must be greater than zero.'),
        ),
        migrations.AddConstraint(
            model_name='pickinglistline',
            constraint=models.CheckConstraint(condition=models.Q(('picked_quantity__gte', 0), ('ended_quantity__gte', 0)), name='picking_list_line_not_negative', violation_error_message='No value may be below zero.'),
        ),
        migrations.AddConstraint(
            model_name='pickinglistline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', django.db.models.expressions.CombinedExpression(models.F('picked_quantity'), '+', models.F('ended_quantity')))), name='picking_list_line_within', violation_error_message='No more can be picked than the list asks for.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pickinglistline',
            trigger=pgtrigger.compiler.Trigger(name='no_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."legal_entity_id" IS DISTINCT FROM (NEW."legal_entity_id") OR OLD."line_number" IS DISTINCT FROM (NEW."line_number") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."order_line_id" IS DISTINCT FROM (NEW."order_line_id") OR OLD."picking_list_id" IS DISTINCT FROM (NEW."picking_list_id") OR OLD."quantity" IS DISTINCT FROM (NEW."quantity") OR OLD."unit" IS DISTINCT FROM (NEW."unit"))', func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='2e49621ea38decb44a673296878b85af6b46b8e1', operation='UPDATE', pgid='pgtrigger_no_update_17e75', table='picking_pickinglistline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pickinglistline',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='160e11cde231ff43154f5d7cf2da42674a4b976f', operation='DELETE', pgid='pgtrigger_no_delete_433ed', table='picking_pickinglistline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pickinglistline',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='6a2ff94e1e2fb0af74b2eb5095fb6a22ef098b59', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_7b648', table='picking_pickinglistline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pickingparameters',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "picking_pickingparametersevent" ("end_remainder", "id", "legal_entity_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reduce_quantity", "route") VALUES (NEW."end_remainder", NEW."id", NEW."legal_entity_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reduce_quantity", NEW."route"); RETURN NULL;', hash='fe5ea18b635d8bb5a46f4bc26597c3e2ac49f077', operation='INSERT', pgid='pgtrigger_insert_insert_6e222', table='picking_pickingparameters', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pickingparameters',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "picking_pickingparametersevent" ("end_remainder", "id", "legal_entity_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reduce_quantity", "route") VALUES (NEW."end_remainder", NEW."id", NEW."legal_entity_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reduce_quantity", NEW."route"); RETURN NULL;', hash='252711b0ab3ca8d88d6f6b7dac9885ea918c1221', operation='UPDATE', pgid='pgtrigger_update_update_91c75', table='picking_pickingparameters', when='AFTER')),
        ),
    ]
