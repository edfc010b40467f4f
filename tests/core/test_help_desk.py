"""The county's window reads a code out to the person; each look leaves a row."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import trainees
from tests.plain_numbers import plain_numbers
from trainees import privacy
from trainees.actions import sign_in
from trainees.models import Trainee
from yunnan_training.core import help_desk, sms
from yunnan_training.core.models import PersonalDataAccess, SmsMessage
from yunnan_training.core.workflow import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(cast) -> SmsMessage:
    person = trainees.trainee("530502", name="段正淳")
    sign_in.request_code(name="段正淳", id_number=privacy.opened(person, "id_number"), at=timezone.now())
    return SmsMessage.objects.get()


def code_of(message: SmsMessage) -> str:
    return re.search(r"验证码(\d{6})", sms.text_of(message)).group(1)


def ask(client, message, **fields):
    return client.post("/help-desk/", {"message": message.pk, "checked": "card", **fields})


def test_the_list_masks_the_person_and_hides_the_code(cast, signed_in, message):
    answer = signed_in(cast.owner.clerk).get("/help-desk/")
    page = answer.content.decode()
    assert "段正淳 530***" in page
    assert code_of(message) not in re.sub(r'value="[^"]*"', "", page)
    assert plain_numbers(answer) == []


def test_reading_it_out_is_logged_with_how_the_person_was_checked(cast, signed_in, message):
    answer = ask(signed_in(cast.owner.clerk), message, checked="phone")
    assert code_of(message) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    access = PersonalDataAccess.objects.get()
    assert (access.actor, access.object_id, access.region_code) == (cast.owner.clerk, message.pk, "530502")
    assert access.reason == "向本人告知登录验证码：本人来电，已核对姓名和身份证号码"
    assert access.fields == ["code"]


def test_without_saying_how_the_person_was_checked_nothing_is_shown(cast, signed_in, message):
    page = ask(signed_in(cast.owner.clerk), message, checked="").content.decode()
    assert "请先选择核对身份的方式" in page
    assert code_of(message) not in re.sub(r'value="[^"]*"', "", page)
    assert not PersonalDataAccess.objects.exists()


def test_another_county_neither_sees_nor_reads_it(cast, signed_in, message):
    client = signed_in(cast.sibling.clerk)
    assert "段正淳" not in client.get("/help-desk/").content.decode()
    assert ask(client, message).status_code == 404
    with pytest.raises(NotAllowed):
        help_desk.read_out(message, reason="查看", by=cast.sibling.act("clerk"), at=timezone.now())
    assert not PersonalDataAccess.objects.exists()


@pytest.mark.parametrize("who", ["reviewer", "head", "finance", "auditor", "school_clerk"])
def test_only_the_clerk_sits_at_the_window(cast, signed_in, message, who):
    client = signed_in(getattr(cast.owner, who))
    assert client.get("/help-desk/").status_code == 403
    assert ask(client, message).status_code == 403


def test_neither_prefecture_nor_administrator_does(cast, signed_in, message):
    for person in (cast.prefecture_officer, cast.provincial_officer, cast.system_admin):
        assert ask(signed_in(person), message).status_code == 403


def test_an_expired_code_is_gone(cast, signed_in, message):
    late = timezone.now() + sign_in.CODE_LIFE + timedelta(seconds=1)
    with pytest.raises(Refused, match="已失效"):
        help_desk.read_out(message, reason="查看", by=cast.owner.act("clerk"), at=late)
    SmsMessage.objects.update(expires_at=timezone.now())
    client = signed_in(cast.owner.clerk)
    assert "段正淳" not in client.get("/help-desk/").content.decode()
    assert ask(client, message).status_code == 404


def test_a_newer_code_takes_the_place_of_the_one_before(cast, signed_in, message):
    number = privacy.opened(Trainee.objects.get(), "id_number")
    sign_in.request_code(name="段正淳", id_number=number, at=timezone.now())
    page = signed_in(cast.owner.clerk).get("/help-desk/").content.decode()
    assert page.count("段正淳") == 1
    assert f'value="{message.pk}"' not in page
