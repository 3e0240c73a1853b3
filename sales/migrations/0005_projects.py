"""Names the project of an order, and says of its lines whether customers are billed for them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0004_reprice_each_cycle'),
    ]

    operations = [
        migrations.AddField(
            model_name='salesorder',
            name='project_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='project'),
        ),
        migrations.AddField(
            model_name='salesorderline',
            name='billable',
            field=models.BooleanField(db_default=True, default=True, verbose_name='billable'),
        ),
        migrations.AlterField(
            model_name='salesorderline',
            name='origin',
            field=models.CharField(choices=[('none', 'None'), ('up_sell', 'Item up-sell'), ('cross_sell', 'Item cross-sell'), ('quotation', 'Quotation'), ('copy', 'Copy'), ('replacement', 'Replacement'), ('import', 'Import'), ('project', 'Project')], default='none', max_length=12, verbose_name='origin'),
        ),
    ]
