"""What the database refuses, told in the words of the constraint that refused it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction

from yunnan_training.core.workflow import Refused


@contextmanager
def in_words(model: type[models.Model]) -> Iterator[None]:
    """A constraint of `model` with a Chinese sentence becomes Refused; anything else is a fault and stays."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        found = next((each for each in model._meta.constraints if each.name == name), None)
        if found is None or found.violation_error_message == found.default_violation_error_message:
            raise
        raise Refused(str(found.violation_error_message)) from error
