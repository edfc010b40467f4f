"""Saving what a person typed: what the model or the database finds wrong becomes Chinese sentences."""

from collections.abc import Collection

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from .api.constraint_messages import constraint_errors
from .workflow import Refused


def save_checked(obj: models.Model, *, unchecked: Collection[str] = ()) -> None:
    """Save `obj` or refuse. `unchecked`: fields that the caller answers for.

    The constraints are asked first for their sentences; who loses a race is told the same by the database.
    """
    try:
        obj.full_clean(exclude=set(unchecked))
    except ValidationError as error:
        raise Refused(*_sentences(obj, error)) from error
    try:
        with transaction.atomic():
            obj.save()
    except IntegrityError as error:
        raise Refused(*(found["message"] for found in constraint_errors(error))) from error


def _sentences(obj: models.Model, error: ValidationError) -> list[str]:
    sentences = []
    for name, messages in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{obj._meta.get_field(name).verbose_name}:"
        # A constraint's own sentence stands by itself.
        sentences += [message if message.startswith("该") else f"{label}{message}" for message in messages]
    return sentences
