
import django.db.models.deletion
import foundation.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('inventory', '0001_initial'),
        ('organization', '0001_initial'),
        ('sales', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProductList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer', verbose_name='customer')),
                ('legal_entity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity')),
            ],
            options={
                'verbose_name': 'product list',
                'verbose_name_plural': 'product lists',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='ProductListItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=10, verbose_name='position')),
                ('quantity', foundation.fields.QuantityField(decimal_places=4, default=1, max_digits=16, verbose_name='quantity')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.salescategory', verbose_name='category')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.item', verbose_name='item')),
                ('legal_entity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity')),
                ('product_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='suggestions.productlist', verbose_name='product list')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'row of a product list',
                'verbose_name_plural': 'rows of product lists',
                'ordering': ['product_list', 'position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SuggestionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('kind', models.CharField(choices=[('up_sell', 'Up-sell'), ('cross_sell', 'Cross-sell')], default='cross_sell', max_length=10, verbose_name='kind')),
                ('priority', models.PositiveSmallIntegerField(default=1, help_text='1 is shown first.', verbose_name='priority')),
                ('quantity_rule', models.CharField(choices=[('same', 'Same as the line'), ('fixed', 'Fixed'), ('per_units', 'Per number of units')], default='same', max_length=10, verbose_name='quantity')),
                ('quantity', foundation.fields.QuantityField(decimal_places=4, default=1, help_text='Fixed, or for each number of units of the line.', max_digits=16, verbose_name='suggested quantity')),
                ('per_units', foundation.fields.QuantityField(decimal_places=4, default=1, help_text='For each so many of the line, rounded up.', max_digits=16, verbose_name='number of units')),
                ('minimum_quantity', foundation.fields.QuantityField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='least quantity of the line')),
                ('minimum_amount', foundation.fields.AmountField(blank=True, decimal_places=4, help_text='In the currency of the order.', max_digits=19, null=True, verbose_name='least amount of the line')),
                ('order_type', models.CharField(blank=True, choices=[('sales_order', 'Sales order'), ('subscription', 'Subscription'), ('journal', 'Journal')], max_length=20, verbose_name='order type')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('only_in_stock', models.BooleanField(default=False, verbose_name='only when enough is in stock')),
                ('not_bought_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='not bought in the last days')),
                ('script', models.CharField(blank=True, max_length=500, verbose_name='what to say')),
                ('script_active', models.BooleanField(default=True, verbose_name='show what to say')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer', verbose_name='customer')),
                ('customer_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customergroup', verbose_name='customer group')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.item', verbose_name='suggested item')),
                ('legal_entity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity')),
                ('trigger_category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.salescategory', verbose_name='category of the item on the line')),
                ('trigger_item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.item', verbose_name='item on the line')),
                ('trigger_list', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suggestions.productlist', verbose_name='product list with the item on the line')),
            ],
            options={
                'verbose_name': 'suggestion rule',
                'verbose_name_plural': 'suggestion rules',
                'ordering': ['priority', 'code'],
            },
        ),
        migrations.CreateModel(
            name='SuggestionLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', foundation.fields.QuantityField(decimal_places=4, max_digits=16, verbose_name='quantity')),
                ('unit_price', foundation.fields.PriceField(decimal_places=6, max_digits=19, verbose_name='unit price')),
                ('net_amount', foundation.fields.AmountField(decimal_places=4, max_digits=19, verbose_name='net amount')),
                ('difference', foundation.fields.AmountField(decimal_places=4, max_digits=19, verbose_name='difference')),
                ('available', foundation.fields.QuantityField(decimal_places=4, max_digits=16, null=True, verbose_name='available')),
                ('state', models.CharField(choices=[('shown', 'Shown'), ('later', 'Later'), ('accepted', 'Accepted'), ('declined', 'Declined')], default='shown', max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('gained_amount', foundation.fields.AmountField(decimal_places=4, default=0, max_digits=19, verbose_name='gained amount')),
                ('shown_at', models.DateTimeField(auto_now_add=True, verbose_name='shown at')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.item', verbose_name='suggested item')),
                ('legal_entity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.legalentity')),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sales.salesorderline', verbose_name='line')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sales.salesorder', verbose_name='sales order')),
                ('shown_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='shown to')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.unit', verbose_name='unit')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='logs', to='suggestions.suggestionrule', verbose_name='rule')),
            ],
            options={
                'verbose_name': 'suggestion',
                'verbose_name_plural': 'suggestions',
                'ordering': ['-shown_at', '-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='productlist',
            constraint=models.UniqueConstraint(fields=('legal_entity', 'code'), name='product_list_unique'),
        ),
        migrations.AddConstraint(
            model_name='productlist',
            constraint=models.UniqueConstraint(fields=('legal_entity', 'id'), name='product_list_in_entity'),
        ),
        migrations.AddConstraint(
            model_name='productlist',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='product_list_dates_ordered', violation_error_message='The end lies before the beginning.'),
        ),
        migrations.AddConstraint(
            model_name='productlistitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('category__isnull', True), ('item__isnull', False)), models.Q(('category__isnull', False), ('item__isnull', True)), _connector='OR'), name='product_list_item_or_category', violation_error_message='A row names an item or a category.'),
        ),
        migrations.AddConstraint(
            model_name='productlistitem',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='product_list_item_quantity', violation_error_message='The value must be greater than zero.'),
        ),
        migrations.AddConstraint(
            model_name='suggestionrule',
            constraint=models.UniqueConstraint(fields=('legal_entity', 'code'), name='suggestion_rule_unique'),
        ),
        migrations.AddConstraint(
            model_name='suggestionrule',
            constraint=models.UniqueConstraint(fields=('legal_entity', 'id'), name='suggestion_rule_in_entity'),
        ),
        migrations.AddConstraint(
            model_name='suggestionrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('trigger_category__isnull', True), ('trigger_item__isnull', False), ('trigger_list__isnull', True)), models.Q(('trigger_category__isnull', False), ('trigger_item__isnull', True), ('trigger_list__isnull', True)), models.Q(('trigger_category__isnull', True), ('trigger_item__isnull', True), ('trigger_list__isnull', False)), _connector='OR'), name='suggestion_rule_one_trigger', violation_error_message='A rule has one trigger: an item, a category or a product list.'),
        ),
        migrations.AddConstraint(
            model_name='suggestionrule',
            constraint=models.CheckConstraint(condition=models.Q(('priority__gt', 0), ('quantity__gt', 0), ('per_units__gt', 0)), name='suggestion_rule_positive', violation_error_message='The value must be greater than zero.'),
        ),
        migrations.AddConstraint(
            model_name='suggestionrule',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='suggestion_rule_dates_ordered', violation_error_message='The end lies before the beginning.'),
        ),
        migrations.AddIndex(
            model_name='suggestionlog',
            index=models.Index(fields=['legal_entity', 'order'], name='suggestion_of_order'),
        ),
        migrations.AddConstraint(
            model_name='suggestionlog',
            constraint=models.UniqueConstraint(fields=('rule', 'line'), name='suggestion_once_per_line'),
        ),
        migrations.AddConstraint(
            model_name='suggestionlog',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['shown', 'later']), ('answered_at__isnull', False), _connector='OR'), name='suggestion_answer_complete'),
        ),
    ]
