"""Lets batch jobs be removed: they start no more, and their history stays."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('batch', '0001_initial'),
        ('organization', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='batchjob',
            name='batch_job_status_known',
        ),
        migrations.AlterField(
            model_name='batchjob',
            name='status',
            field=models.CharField(choices=[('withhold', 'Withhold'), ('waiting', 'Waiting'), ('executing', 'Executing'), ('ended', 'Ended'), ('error', 'Error'), ('canceling', 'Canceling'), ('cancelled', 'Cancelled'), ('removed', 'Removed')], default='withhold', max_length=10, verbose_name='status'),
        ),
        migrations.AddConstraint(
            model_name='batchjob',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['withhold', 'waiting', 'executing', 'ended', 'error', 'canceling', 'cancelled', 'removed'])), name='batch_job_status_known'),
        ),
    ]
