"""Nothing is delivered above what a line credits of an invoice line."""

from django.db import migrations, models

NO_TOLERANCE = """
UPDATE sales_salesorderline SET overdelivery_percent = 0
WHERE origin = 'credit' AND overdelivery_percent <> 0 AND delivered_quantity >= ordered_quantity
"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_prospect_key'),
        ('inventory', '0006_master_held_by_what_hangs_on_it'),
        ('ledger', '0001_initial'),
        ('organization', '0001_initial'),
        ('sales', '0028_charges_by_group_of_modes'),
    ]

    operations = [
        migrations.RunSQL(NO_TOLERANCE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='salesorderline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'credit'), _negated=True), ('overdelivery_percent', 0), _connector='OR'), name='sales_line_credit_within_claim', violation_error_message='No more can be credited than was invoiced.'),
        ),
    ]
