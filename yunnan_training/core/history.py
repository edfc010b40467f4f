"""Trigger-based history: every insert, update and delete of a tracked table leaves a row that nobody can
change, whoever wrote it and however (ORM, bulk, raw SQL). Who and why come from the request's context.
"""

import pghistory


def tracked(**options):
    """Class decorator. The trackers are made anew for each model: pghistory writes into them."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        append_only=True,
        level=pghistory.Statement,
        context_field=pghistory.ContextJSONField(),
        context_id_field=pghistory.ContextUUIDField(),
        **options,
    )
