"""The trainee's own page: own records only, plain words, no script, every look logged."""

import pytest
import time_machine
from django.test import Client

from subsidies.actions import claims
from tests.factories import core, subsidies, trainees
from tests.plain_numbers import plain_numbers
from yunnan_training.core.enums import AccessKind
from yunnan_training.core.models import PersonalDataAccess
from yunnan_training.core.permissions import TRAINEE_SESSION_KEY

pytestmark = pytest.mark.django_db
MINE = "/my/subsidy/"


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(core.at(subsidies.AFTER, 17), tick=False):
        yield


def phone_of(person) -> Client:
    """A browser in which that person has entered the code."""
    browser = Client()
    session = browser.session
    session[TRAINEE_SESSION_KEY] = person.pk
    session.save()
    return browser


def html(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_person_sees_their_own_and_nobody_elses(cast):
    mine, other = subsidies.submitted(cast.owner), subsidies.submitted(cast.owner)
    page = html(phone_of(mine.trainee).get(MINE))
    assert mine.number in page
    assert mine.enrolment.training_class.name in page
    assert other.number not in page
    assert other.enrolment.training_class.name not in page


def test_without_the_code_one_is_led_to_the_door(client, cast, signed_in):
    answer = client.get(MINE)
    assert (answer.status_code, answer.url) == (302, "/trainees/sign-in/")
    # An officer isn't a trainee.
    assert signed_in(cast.owner.clerk).get(MINE).status_code == 302


def test_a_trainee_opens_no_page_of_the_office(cast):
    claim = subsidies.submitted(cast.owner)
    browser = phone_of(claim.trainee)
    for url in ("/claims/", f"/claims/{claim.pk}/", "/payments/", "/publicity/", "/claims/new/"):
        assert browser.get(url).status_code in (302, 403)


@pytest.mark.parametrize(
    ("walk", "word"),
    [
        (subsidies.submitted, "补贴审核中"),
        (subsidies.reviewed, "补贴审核中"),
        (subsidies.approved, "补贴审核中"),
    ],
)
def test_the_words_of_an_open_claim(cast, walk, word):
    page = html(phone_of(walk(cast.owner).trainee).get(MINE))
    assert word in page
    assert "技师培训补贴" in page


def test_publicised_waiting_and_paid_with_day_amount_and_last_four(cast):
    claim = subsidies.approved(cast.owner)
    subsidies.publicity(cast.owner, [claim])
    browser = phone_of(claim.trainee)
    assert "公示中" in html(browser.get(MINE))
    cleared = subsidies.cleared(cast.owner)[0]
    browser = phone_of(cleared.trainee)
    assert "待发放" in html(browser.get(MINE))
    subsidies.settled(cast.owner, [cleared])
    page = html(browser.get(MINE))
    for shown in ("已发放", "￥2,000.00", f"{subsidies.AFTER}", cleared.trainee.bank_account_masked[-4:]):
        assert shown in page
    assert cleared.trainee.bank_account_masked not in page


def test_a_refusal_says_why_and_where_to_appeal(cast):
    claim = subsidies.submitted(cast.owner)
    claims.move(
        claim, "reject", by=cast.owner.act("reviewer"), at=core.at(hour=11), comment="取证时已离开企业"
    )
    page = html(phone_of(claim.trainee).get(MINE))
    for shown in ("不予发放", "取证时已离开企业", "申诉", cast.owner.region.office_phone):
        assert shown in page


def test_a_draft_is_no_claim_yet(cast):
    claim = subsidies.draft(cast.owner)
    page = html(phone_of(claim.trainee).get(MINE))
    assert claim.number not in page
    assert "目前没有您的补贴申请" in page


def test_somebody_without_records_is_told_so(cast):
    page = html(phone_of(trainees.trainee()).get(MINE))
    assert "目前没有您的补贴申请" in page
    assert "目前没有您的培训记录" in page


def test_every_look_is_logged_under_the_persons_own_name_for_it(cast):
    person = subsidies.submitted(cast.owner).trainee
    browser = phone_of(person)
    browser.get(MINE)
    browser.get(MINE)
    looks = PersonalDataAccess.objects.filter(kind=AccessKind.SELF)
    assert looks.count() == 2
    look = looks.first()
    assert (look.object_type, look.object_id, look.actor) == ("trainees.trainee", person.pk, None)
    assert (look.actor_name, look.region_code) == ("本人", person.county_id)


def test_it_needs_no_script_shows_no_number_and_is_kept_nowhere(cast):
    answer = phone_of(subsidies.submitted(cast.owner).trainee).get(MINE)
    page = html(answer)
    assert "<script" not in page
    assert "no-store" in answer["Cache-Control"]
    assert plain_numbers(answer) == []
    assert 'action="/trainees/sign-out/"' in page


def test_signing_out_ends_it(cast):
    browser = phone_of(subsidies.submitted(cast.owner).trainee)
    browser.post("/trainees/sign-out/")
    assert browser.get(MINE).status_code == 302
