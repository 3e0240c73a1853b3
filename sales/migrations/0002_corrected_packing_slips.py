"""Lets packing slips be corrected and cancelled: what is taken back stands beside what left."""

import django.db.models.deletion
import django.db.models.expressions
import foundation.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0001_initial'),
        ('inventory', '0001_initial'),
        ('organization', '0001_initial'),
        ('sales', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PackingSlipCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(default=2, verbose_name='version')),
                ('date', models.DateField(verbose_name='date')),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='reason')),
                ('posted_at', models.DateTimeField(auto_now_add=True, verbose_name='posted at')),
            ],
            options={
                'verbose_name': 'packing slip correction',
                'verbose_name_plural': 'packing slip corrections',
                'ordering': ['packing_slip', 'version'],
            },
        ),
        migrations.CreateModel(
            name='PackingSlipCorrectionLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_quantity', foundation.fields.QuantityField(decimal_places=4, max_digits=16, verbose_name='taken back')),
                ('quantity', foundation.fields.QuantityField(decimal_places=4, max_digits=16, verbose_name='quantity')),
            ],
            options={
                'verbose_name': 'packing slip correction line',
                'verbose_name_plural': 'packing slip correction lines',
                'ordering': ['correction', 'slip_line'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='packingslip',
            name='no_update',
        ),
        migrations.RemoveConstraint(
            model_name='packingslipline',
            name='packing_slip_line_invoiced_within',
        ),
        migrations.AddField(
            model_name='packingslip',
            name='status',
            field=models.CharField(choices=[('posted', 'Posted'), ('corrected', 'Corrected'), ('cancelled', 'Cancelled')], default='posted', max_length=10, verbose_name='status'),
        ),
        migrations.AddField(
            model_name='packingslip',
            name='version',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='version'),
        ),
        migrations.AddField(
            model_name='packingslipline',
            name='corrected_quantity',
            field=foundation.fields.QuantityField(decimal_places=4, default=0, max_digits=16, verbose_name='taken back'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='packingslip',
            trigger=pgtrigger.compiler.Trigger(name='no_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."date" IS DISTINCT FROM (NEW."date") OR OLD."external_reference" IS DISTINCT FROM (NEW."external_reference") OR OLD."header" IS DISTINCT FROM (NEW."header") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."invoice_account_id" IS DISTINCT FROM (NEW."invoice_account_id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."legal_entity_id" IS DISTINCT FROM (NEW."legal_entity_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."order_id" IS DISTINCT FROM (NEW."order_id") OR OLD."posted_at" IS DISTINCT FROM (NEW."posted_at") OR OLD."posted_by_id" IS DISTINCT FROM (NEW."posted_by_id") OR OLD."warehouse_id" IS DISTINCT FROM (NEW."warehouse_id"))', func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='9fbf6f1f9536ddd847d3cf9466c0a77ad366306a', operation='UPDATE', pgid='pgtrigger_no_update_39c45', table='sales_packingslip', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='packingslip',
            trigger=pgtrigger.compiler.Trigger(name='version_only_grows', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."version" < OLD."version")', func='RAISE EXCEPTION \'A counter only grows: % to %\', OLD."version", NEW."version" USING ERRCODE = \'23514\';', hash='354e3fe5798120be98730151df08e9d0db57079d', operation='UPDATE', pgid='pgtrigger_version_only_grows_9ae7d', table='sales_packingslip', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='packingslip',
            constraint=models.CheckConstraint(condition=models.Q(('version__gt', 0)), name='packing_slip_version', violation_error_message='The value must be greater than zero.'),
        ),
        migrations.AddConstraint(
            model_name='packingslipline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('invoiced_quantity__gte', 0), ('invoiced_quantity__lte', django.db.models.expressions.CombinedExpression(models.F('quantity'), '-', models.F('corrected_quantity'))), ('quantity__gt', 0)), models.Q(('invoiced_quantity__gte', django.db.models.expressions.CombinedExpression(models.F('quantity'), '-', models.F('corrected_quantity'))), ('invoiced_quantity__lte', 0), ('quantity__lt', 0)), _connector='OR'), name='packing_slip_line_invoiced_within', violation_error_message='No more can be invoiced than this packing slip delivered.'),
        ),
        migrations.AddConstraint(
            model_name='packingslipline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_quantity__gte', 0), ('quantity__gte', 0)), models.Q(('corrected_quantity__lte', 0), ('quantity__lte', 0)), _connector='OR'), name='packing_slip_line_corrected'),
        ),
        migrations.AddField(
            model_name='packingslipcorrection',
            name='legal_entity',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity'),
        ),
        migrations.AddField(
            model_name='packingslipcorrection',
            name='packing_slip',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='sales.packingslip', verbose_name='packing slip'),
        ),
        migrations.AddField(
            model_name='packingslipcorrection',
            name='posted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='posted by'),
        ),
        migrations.AddField(
            model_name='packingslipcorrectionline',
            name='correction',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='sales.packingslipcorrection', verbose_name='correction'),
        ),
        migrations.AddField(
            model_name='packingslipcorrectionline',
            name='legal_entity',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity'),
        ),
        migrations.AddField(
            model_name='packingslipcorrectionline',
            name='slip_line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='sales.packingslipline', verbose_name='packing slip line'),
        ),
        migrations.AddConstraint(
            model_name='packingslipcorrection',
            constraint=models.UniqueConstraint(fields=('packing_slip', 'version'), name='packing_slip_correction_unique'),
        ),
        migrations.AddConstraint(
            model_name='packingslipcorrection',
            constraint=models.UniqueConstraint(fields=('legal_entity', 'id'), name='packing_slip_correction_in_entity'),
        ),
        migrations.AddConstraint(
            model_name='packingslipcorrection',
            constraint=models.CheckConstraint(condition=models.Q(('version__gte', 2)), name='packing_slip_correction_follows'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='packingslipcorrection',
            trigger=pgtrigger.compiler.Trigger(name='no_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='acc69458070204d35b6cd61fe7317bc4497eae31', operation='UPDATE', pgid='pgtrigger_no_update_f602b', table='sales_packingslipcorrection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='packingslipcorrection',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='63322d72617c9a1171d05b2b97b09ed9fafa7c5c', operation='DELETE', pgid='pgtrigger_no_delete_f6aa8', table='sales_packingslipcorrection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='packingslipcorrection',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='8da2743f98fc89671575ae672fdd98bfc8bd19cc', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_92dc2', table='sales_packingslipcorrection', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='packingslipcorrectionline',
            constraint=models.UniqueConstraint(fields=('correction', 'slip_line'), name='packing_slip_correction_line_unique'),
        ),
        migrations.AddConstraint(
            model_name='packingslipcorrectionline',
            constraint=models.CheckConstraint(condition=models.Q(('taken_quantity', 0), _negated=True), name='packing_slip_correction_line_taken'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='packingslipcorrectionline',
            trigger=pgtrigger.compiler.Trigger(name='no_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='c9ed274eb6e4b36ea68bebb309bf9043fa7b2187', operation='UPDATE', pgid='pgtrigger_no_update_6286f', table='sales_packingslipcorrectionline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='packingslipcorrectionline',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='92d6d02762511d24b3e485f333fcd2c769c3a277', operation='DELETE', pgid='pgtrigger_no_delete_89322', table='sales_packingslipcorrectionline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='packingslipcorrectionline',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Posted rows never change: %', TG_TABLE_NAME USING ERRCODE = '23514';", hash='7ebe135a7f318c7b0e719db2116832d91b99a730', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_f13c3', table='sales_packingslipcorrectionline', when='BEFORE')),
        ),
    ]
