"""`seed_demo`: an invented portal with something in every state, the same people everywhere, made once."""

from datetime import date

import pytest
import time_machine
from django.core.management import call_command

from courses.enums import ClassStatus
from courses.models import Filing, TrainingClass
from institutions.models import Institution
from subsidies.enums import ClaimStatus
from subsidies.models import Claim
from tests.factories import core
from trainees.models import Trainee
from yunnan_training.core.models import Region, User
from yunnan_training.core.roles import REGION_ROLES

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_the_demo_has_everything_once(all_regions, capsys):
    # New Year's day: last year's classes, this year's numbers, and a year whose holidays nobody knows yet.
    with time_machine.travel(core.at(date(2027, 1, 1)), tick=True):
        call_command("seed_demo")
        assert Institution.objects.count() == 8
        assert TrainingClass.objects.count() == 24
        assert Trainee.objects.count() == 600
        assert Filing.objects.count() == 2
        offices = Region.objects.filter(level="county", appointment__isnull=False).distinct()
        assert offices.count() == 5
        assert offices.values("parent").distinct().count() == 2
        held = set(User.objects.values_list("appointments__role", flat=True))
        assert set(REGION_ROLES) <= held
        # The board of an approved class is the worker's to make: it turns «已发告知牌» when the worker comes.
        missing = set(ClassStatus) - set(TrainingClass.objects.values_list("status", flat=True))
        assert missing <= {ClassStatus.APPROVED, ClassStatus.BOARD_ISSUED}
        assert set(ClaimStatus) == set(Claim.objects.values_list("status", flat=True))
        assert not Trainee.objects.exclude(id_number_masked__startswith="530***").exists()
        capsys.readouterr()
        call_command("seed_demo")
        assert "demo data is there already" in capsys.readouterr().out
        assert TrainingClass.objects.count() == 24
