"""P07: the whole value needs a right and a typed reason, and leaves a row."""

import pytest

from tests.factories import core, trainees
from tests.plain_numbers import plain_numbers
from trainees import privacy
from trainees.actions import trainees as acts
from yunnan_training.core.models import Passage, PersonalDataAccess
from yunnan_training.core.workflow import NotAllowed, Refused, Stale

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["id_number", "phone", "bank_account"])
def test_a_reason_shows_the_value_once_and_is_logged(cast, signed_in, field):
    person = trainees.trainee("530502")
    client, url = signed_in(cast.owner.clerk), f"/trainees/{person.pk}/reveal/{field}/"
    assert plain_numbers(client.get(url)) == []
    answer = client.post(url, {"reason": "核对拨付账户"})
    assert privacy.opened(person, field) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    access = PersonalDataAccess.objects.get()
    assert (access.actor, access.fields, access.reason) == (cast.owner.clerk, [field], "核对拨付账户")
    assert (access.object_type, access.object_id) == ("trainees.trainee", person.pk)
    assert (access.region_code, access.office) == ("530502", cast.owner.region.office_name)
    assert plain_numbers(client.get(f"/trainees/{person.pk}/")) == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_shown_and_nothing_logged(cast, signed_in, reason):
    person = trainees.trainee("530502")
    answer = signed_in(cast.owner.clerk).post(f"/trainees/{person.pk}/reveal/phone/", {"reason": reason})
    assert "请填写查看完整信息的理由" in answer.content.decode()
    assert plain_numbers(answer) == []
    assert not PersonalDataAccess.objects.exists()
    with pytest.raises(Refused, match="理由"):
        privacy.reveal(person, "phone", by=cast.owner.act("clerk"), reason=reason, at=core.at())


@pytest.mark.parametrize("who", ["head", "auditor"])
def test_who_only_reads_has_no_button_and_no_page(cast, signed_in, who):
    person = trainees.trainee("530502")
    client = signed_in(getattr(cast.owner, who))
    assert "/reveal/" not in client.get(f"/trainees/{person.pk}/").content.decode()
    assert client.post(f"/trainees/{person.pk}/reveal/phone/", {"reason": "想看看"}).status_code == 403
    assert not PersonalDataAccess.objects.exists()


def test_a_sibling_county_finds_nobody_to_reveal(cast, signed_in):
    person = trainees.trainee("530502")
    url = f"/trainees/{person.pk}/reveal/phone/"
    assert signed_in(cast.sibling.clerk).post(url, {"reason": "核对拨付账户"}).status_code == 404
    assert not PersonalDataAccess.objects.exists()


def test_only_the_three_sealed_fields_have_a_page(cast, signed_in):
    person = trainees.trainee("530502")
    for field in ("name", "id_number_hash", "key"):
        answer = signed_in(cast.owner.clerk).get(f"/trainees/{person.pk}/reveal/{field}/")
        assert answer.status_code == 404


class TestCorrecting:
    def post(self, client, person, field, value, reason="本人到窗口申请，已核对身份证"):
        return client.post(f"/trainees/{person.pk}/correct/{field}/", {"value": value, "reason": reason})

    def test_the_county_clerk_corrects_the_phone_and_the_account(self, cast, signed_in):
        person, client = trainees.trainee("530502"), signed_in(cast.owner.clerk)
        assert self.post(client, person, "phone", "138 0000 1234").status_code == 302
        assert self.post(client, person, "bank_account", "6217000000000000001").status_code == 302
        person.refresh_from_db()
        assert privacy.opened(person, "phone") == "13800001234"
        assert person.phone_hash == privacy.hash_of("phone", "13800001234")
        assert person.phone_masked == "138****1234"
        assert person.bank_account_masked.endswith("0001")
        assert person.version == 3
        passage = Passage.objects.get(move="correct_phone")
        assert passage.comment == "本人到窗口申请，已核对身份证"
        assert "13800001234" not in str(passage.__dict__)

    def test_the_present_value_is_not_in_the_form(self, cast, signed_in):
        person = trainees.trainee("530502")
        answer = signed_in(cast.owner.clerk).get(f"/trainees/{person.pk}/correct/phone/")
        assert person.phone_masked in answer.content.decode()
        assert plain_numbers(answer) == []

    def test_a_wrong_shape_is_refused_in_chinese(self, cast, signed_in):
        person, client = trainees.trainee("530502"), signed_in(cast.owner.clerk)
        assert "应为11位手机号码" in self.post(client, person, "phone", "12345").content.decode()
        assert "8至32位数字" in self.post(client, person, "bank_account", "62170A").content.decode()

    def test_without_grounds_it_is_refused(self, cast):
        with pytest.raises(Refused, match="更正的依据"):
            acts.correct(
                trainees.trainee("530502"),
                field="phone",
                value="13800001234",
                reason=" ",
                by=cast.owner.act("clerk"),
                at=core.at(),
            )

    def test_an_old_version_is_refused(self, cast):
        person, by = trainees.trainee("530502"), cast.owner.act("clerk")
        fields = {"field": "phone", "value": "13800001234", "reason": "本人申请", "by": by, "at": core.at()}
        acts.correct(person, version=1, **fields)
        with pytest.raises(Stale):
            acts.correct(person, version=1, **fields)

    @pytest.mark.parametrize("who", ["reviewer", "head", "auditor", "finance", "school_clerk"])
    def test_nobody_else_corrects(self, cast, signed_in, who):
        person = trainees.trainee("530502")
        answer = self.post(signed_in(getattr(cast.owner, who)), person, "phone", "13800001234")
        assert answer.status_code == 403
        with pytest.raises(NotAllowed):
            acts.correct(
                person,
                field="phone",
                value="13800001234",
                reason="本人申请",
                by=cast.owner.act(who),
                at=core.at(),
            )

    def test_the_id_number_is_not_corrected_here(self, cast, signed_in):
        person = trainees.trainee("530502")
        answer = self.post(signed_in(cast.owner.clerk), person, "id_number", trainees.id_number(9))
        assert answer.status_code == 404
