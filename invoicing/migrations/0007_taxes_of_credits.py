"""Posted lines and charges keep their tax by code where several codes tax them; charges name the one that they give back."""

import django.db.models.deletion
from django.db import migrations, models

from foundation.database.indexes import AddIndexConcurrently


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('invoicing', '0006_tax_group_of_charges'),
        ('organization', '0001_initial'),
        ('sales', '0029_credit_lines_within_claim'),
    ]

    operations = [
        migrations.AddField(
            model_name='customerinvoicecharge',
            name='corrects',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='invoicing.customerinvoicecharge', verbose_name='corrects charge'),
        ),
        migrations.AddField(
            model_name='customerinvoicecharge',
            name='tax_shares',
            field=models.JSONField(null=True, verbose_name='sales tax by code'),
        ),
        migrations.AddField(
            model_name='customerinvoiceline',
            name='tax_shares',
            field=models.JSONField(null=True, verbose_name='sales tax by code'),
        ),
        AddIndexConcurrently(
            model_name='customerinvoicecharge',
            index=models.Index(condition=models.Q(('corrects__isnull', False)), fields=['corrects'], name='invoice_charge_corrections'),
        ),
    ]
