import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0003_quarantine_management'),
        ('organization', '0001_initial'),
        ('quotations', '0001_initial'),
        ('sales', '0013_reasons_without_quotations'),
        ('suggestions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='suggestionlog',
            name='quotation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='quotations.quotation', verbose_name='quotation'),
        ),
        migrations.AddField(
            model_name='suggestionlog',
            name='quotation_line',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='quotations.quotationline', verbose_name='quotation line'),
        ),
        migrations.AlterField(
            model_name='suggestionlog',
            name='order',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sales.salesorder', verbose_name='sales order'),
        ),
        migrations.AddConstraint(
            model_name='suggestionlog',
            constraint=models.UniqueConstraint(fields=('rule', 'quotation_line'), name='suggestion_once_per_quotation_line'),
        ),
        migrations.AddConstraint(
            model_name='suggestionlog',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('order__isnull', False), ('quotation__isnull', True), ('quotation_line__isnull', True)), models.Q(('line__isnull', True), ('order__isnull', True), ('quotation__isnull', False)), _connector='OR'), name='suggestion_of_one_document'),
        ),
    ]
