from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    """btree_gist lets one exclusion constraint compare a key for equality and a time range for overlap."""

    initial = True
    operations = [BtreeGistExtension()]
