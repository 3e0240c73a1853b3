import django.db.models.deletion
import foundation.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('invoicing', '0002_open_invoices'),
        ('organization', '0001_initial'),
        ('sales', '0009_copied_lines_and_suggestions'),
    ]

    operations = [
        migrations.CreateModel(
            name='CreditLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('goods_return', models.BooleanField(default=False, verbose_name='goods come back')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('invoice_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_lines', to='invoicing.customerinvoiceline', verbose_name='invoice line')),
                ('legal_entity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity')),
                ('order_line', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='credit_of', to='sales.salesorderline', verbose_name='order line')),
            ],
            options={
                'verbose_name': 'line of a credit',
                'verbose_name_plural': 'lines of credits',
            },
        ),
        migrations.CreateModel(
            name='CreditedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('invoiced_quantity', foundation.fields.QuantityField(decimal_places=4, max_digits=16, verbose_name='invoiced')),
                ('credited_quantity', foundation.fields.QuantityField(decimal_places=4, default=0, max_digits=16, verbose_name='credited')),
                ('invoice_line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='credited', to='invoicing.customerinvoiceline', verbose_name='invoice line')),
                ('legal_entity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity')),
            ],
            options={
                'verbose_name': 'credited part of an invoice line',
                'verbose_name_plural': 'credited parts of invoice lines',
                'constraints': [models.CheckConstraint(condition=models.Q(('invoiced_quantity__gt', 0)), name='credited_line_invoiced', violation_error_message='The value must be greater than zero.'), models.CheckConstraint(condition=models.Q(('credited_quantity__gte', 0), ('credited_quantity__lte', models.F('invoiced_quantity'))), name='credited_line_never_more_than_invoiced', violation_error_message='No more can be credited than was invoiced.')],
            },
        ),
    ]
