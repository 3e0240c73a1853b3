"""Holds the place of a step that was taken back: the index of what waits for its invoice stays older than the line's key."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0005_projects'),
    ]

    operations: list[object] = []
