"""The cast stands where it says it stands; other tests lean on that."""

import pytest

from courses.enums import ClassStatus
from trainees import privacy
from yunnan_training.core.roles import Verb

from .cast import FAR, OWNER, SIBLING
from .factories import core, courses, trainees


@pytest.mark.django_db
def test_each_officer_reaches_their_own_county_only(cast):
    assert cast.owner.region.parent_id == cast.sibling.region.parent_id != cast.far.region.parent_id
    for office, code in ((cast.owner, OWNER), (cast.sibling, SIBLING), (cast.far, FAR)):
        grant = office.act("clerk").jurisdiction.grants_for(Verb.ENTER_CLAIM)
        assert [item.prefix for item in grant] == [code]
    assert not cast.act("stranger").jurisdiction.grants


@pytest.mark.django_db
def test_a_made_up_trainee_can_be_found_and_opened(cast):
    made = trainees.trainee(bank_account=trainees.bank_account(77))
    assert privacy.opened(made, "bank_account") == trainees.bank_account(77)
    assert made.id_number_masked.startswith("530***")
    assert privacy.hash_of("bank_account", trainees.bank_account(77)) == made.bank_account_hash


@pytest.mark.django_db
def test_a_class_can_be_walked_to_its_first_day(cast):
    people = [trainees.trainee() for _ in range(2)]
    made = courses.running_class(cast.owner.school, people=people, on=core.DAY, **cast.owner.class_officers)
    assert made.status == ClassStatus.IN_TRAINING
    assert made.enrolments.count() == 2
