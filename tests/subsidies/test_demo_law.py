"""The demo's part of the law: made by two people each, like an office's."""

from datetime import date
from random import Random

import pytest

from subsidies.management.demo.law import make_law
from subsidies.management.demo.offices import make_offices
from subsidies.rules.differences import differences
from tests.factories import core
from yunnan_training.core import law
from yunnan_training.core.models import LocalStandard, RuleRelease

pytestmark = pytest.mark.django_db
SINCE = date(2025, 1, 1)


def test_the_demo_has_standards_of_two_people_and_a_draft_that_waits(all_regions):
    random = Random(71)
    made = make_law(random, now=core.at(), offices=make_offices(random, since=SINCE), since=SINCE)
    assert made == LocalStandard.objects.count()
    released = LocalStandard.objects.filter(status="released")
    assert released.count() >= 4
    assert all(row.released_by_id not in (None, row.drafted_by_id) for row in released)
    assert LocalStandard.objects.filter(status="draft").exists()
    waiting = RuleRelease.objects.get(status="draft")
    (change,) = differences(law.read(waiting.based_on), law.read(waiting))
    assert change.key == "reading.once_in_life"
    assert law.in_force().row_id == waiting.based_on_id
    assert law.figure("local.class_size", region="530602", on=core.DAY, programme="YUNSAO").value == 30
