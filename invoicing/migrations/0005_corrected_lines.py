"""Lets a line of a credit note name the invoice line that it credits."""

import django.db.models.deletion
from django.db import migrations, models

from foundation.database.indexes import AddIndexConcurrently


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('inventory', '0003_quarantine_management'),
        ('invoicing', '0004_reason_of_credit_notes'),
        ('organization', '0001_initial'),
        ('sales', '0023_voided_lines_stay'),
    ]

    operations = [
        migrations.AddField(
            model_name='customerinvoiceline',
            name='corrects',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='invoicing.customerinvoiceline', verbose_name='corrects line'),
        ),
        AddIndexConcurrently(
            model_name='customerinvoiceline',
            index=models.Index(condition=models.Q(('corrects__isnull', False)), fields=['corrects'], name='invoice_line_corrections'),
        ),
        migrations.AddConstraint(
            model_name='customerinvoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('corrects__isnull', True), ('quantity__lt', 0), _connector='OR'), name='invoice_line_corrects_by_less'),
        ),
    ]
