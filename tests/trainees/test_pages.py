"""Trainees as offices see them: within the jurisdiction, masked, found by the whole ID number."""

from datetime import date

import pytest

from tests.factories import trainees
from tests.plain_numbers import plain_numbers
from trainees import privacy
from trainees.enums import PersonCategory
from trainees.models import StatusFact

pytestmark = pytest.mark.django_db
READERS = ["clerk", "reviewer", "head", "auditor"]


@pytest.mark.parametrize("who", READERS)
def test_the_county_sees_its_people_masked_and_a_sibling_doesnt(cast, signed_in, who):
    person = trainees.trainee("530502")
    trainees.certificate(person)
    url = f"/trainees/{person.pk}/"
    answer = signed_in(getattr(cast.owner, who)).get(url)
    assert person.id_number_masked in answer.content.decode()
    assert plain_numbers(answer) == []
    assert signed_in(getattr(cast.sibling, who)).get(url).status_code == 404
    assert signed_in(getattr(cast.far, who)).get(url).status_code == 404


def test_prefecture_and_province_see_their_own(cast, signed_in):
    person = trainees.trainee("530502")
    url = f"/trainees/{person.pk}/"
    assert signed_in(cast.prefecture_officer).get(url).status_code == 200
    assert signed_in(cast.provincial_officer).get(url).status_code == 200
    assert signed_in(cast.far_prefecture_officer).get(url).status_code == 404


def test_institutions_finance_administrators_and_strangers_see_nobody(cast, signed_in):
    person = trainees.trainee("530502")
    for who in (cast.owner.school_clerk, cast.owner.finance, cast.system_admin, cast.stranger):
        assert signed_in(who).get("/trainees/").status_code == 403
        assert signed_in(who).get(f"/trainees/{person.pk}/").status_code == 403


def test_the_detail_lists_certificates_and_status_facts(cast, signed_in):
    person = trainees.trainee("530502")
    certificate = trainees.certificate(person)
    StatusFact.objects.create(
        trainee=person, category=PersonCategory.POVERTY_REGISTERED, valid_from=date(2018, 1, 1)
    )
    page = signed_in(cast.owner.clerk).get(f"/trainees/{person.pk}/").content.decode()
    assert certificate.number in page
    assert "二级/技师" in page
    assert "建档立卡劳动力" in page


class TestList:
    def test_it_is_masked_and_stays_inside(self, cast, signed_in):
        here = [trainees.trainee("530502", name=f"本县{word}") for word in "甲乙丙"]
        trainees.trainee("530581", name="邻县丁")
        answer = signed_in(cast.owner.clerk).get("/trainees/")
        page = answer.content.decode()
        assert all(person.name in page for person in here)
        assert "邻县丁" not in page
        assert plain_numbers(answer) == []

    def test_the_whole_id_number_leads_to_the_person(self, cast, signed_in):
        person = trainees.trainee("530502")
        number = privacy.opened(person, "id_number")
        answer = signed_in(cast.owner.clerk).post("/trainees/", {"id_number": f" {number[:6]} {number[6:]}"})
        assert (answer.status_code, answer.url) == (302, f"/trainees/{person.pk}/")

    def test_somebody_of_another_county_is_not_found_by_id_number(self, cast, signed_in):
        number = privacy.opened(trainees.trainee("530581"), "id_number")
        answer = signed_in(cast.owner.clerk).post("/trainees/", {"id_number": number})
        assert "本辖区内没有符合条件的人员" in answer.content.decode()

    def test_a_misspelt_id_number_is_refused_in_chinese(self, cast, signed_in):
        answer = signed_in(cast.owner.clerk).post("/trainees/", {"id_number": "530000198506150011"})
        assert "校验码" in answer.content.decode()

    def test_by_the_beginning_of_the_name(self, cast, signed_in):
        for name in ("段正淳", "段誉", "高升泰"):
            trainees.trainee("530502", name=name)
        page = signed_in(cast.owner.clerk).post("/trainees/", {"name": "段"}).content.decode()
        assert "段正淳" in page
        assert "段誉" in page
        assert "高升泰" not in page

    def test_an_address_never_carries_a_name_or_a_number(self, cast, signed_in):
        """A search in the address is simply not read."""
        trainees.trainee("530502", name="段正淳")
        trainees.trainee("530502", name="高升泰")
        page = signed_in(cast.owner.clerk).get("/trainees/", {"name": "段"}).content.decode()
        assert "高升泰" in page
        assert 'method="post"' in page

    def test_it_needs_a_fixed_number_of_queries(self, cast, signed_in, django_assert_max_num_queries):
        for _ in range(25):
            trainees.trainee("530502")
        client = signed_in(cast.owner.clerk)
        client.get("/trainees/")
        with django_assert_max_num_queries(12):
            page = client.get("/trainees/")
        assert "下一页" in page.content.decode()
