"""Who teaches for an institution."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yunnan_training.core.roles import Verb
from yunnan_training.core.saving import save_checked
from yunnan_training.core.workflow import Actor

from ..models import Institution, Teacher
from .institutions import count, lock


@transaction.atomic
def add(
    institution: Institution, *, by: Actor, at: datetime, version: int | None = None, **fields: Any
) -> Teacher:
    locked = lock(institution, verb=Verb.KEEP_INSTITUTION, by=by, version=version)
    teacher = Teacher(institution=locked, **fields)
    save_checked(teacher)
    count(locked, "add_teacher", label="登记教师", by=by, at=at, comment=teacher.name)
    return teacher


@transaction.atomic
def correct(
    teacher: Teacher, *, by: Actor, at: datetime, version: int | None = None, **fields: Any
) -> Teacher:
    """`version` is the institution's. A teacher who left is marked so, never deleted: classes name them."""
    locked = lock(teacher.institution, verb=Verb.KEEP_INSTITUTION, by=by, version=version)
    teacher = Teacher.objects.get(pk=teacher.pk)
    for name, value in fields.items():
        setattr(teacher, name, value)
    save_checked(teacher)
    count(locked, "correct_teacher", label="修改教师信息", by=by, at=at, comment=teacher.name)
    return teacher
