"""Who may register and correct an institution, and what is refused."""

import pytest

from institutions.actions import institutions as acts
from institutions.models import Institution
from tests.factories import core
from tests.factories.institutions import credit_code
from yunnan_training.core.models import Passage
from yunnan_training.core.workflow import NotAllowed, Refused, Stale

pytestmark = pytest.mark.django_db


def typed(**fields) -> dict:
    return {
        "name": "隆阳区新城职业培训学校",
        "credit_code": credit_code(4711),
        "kind": "private_training",
        "ownership": "private",
        "county": "530502",
        "address": "兰城街道1号",
        "legal_person": "施文军",
        "contact_name": "沈海燕",
        "contact_phone": "0875-2123456",
        "active": "on",
        **fields,
    }


def test_a_county_clerk_registers_an_institution_of_the_own_county(cast, signed_in):
    answer = signed_in(cast.owner.clerk).post("/institutions/new/", typed())
    made = Institution.objects.get()
    assert answer.url == f"/institutions/{made.pk}/"
    assert (made.county_id, made.version) == ("530502", 1)
    passage = Passage.objects.get(object_type="institutions.institution")
    assert (passage.actor, passage.label) == (cast.owner.clerk, "登记机构")


def test_a_code_with_a_wrong_check_character_is_refused_in_chinese(cast, signed_in):
    wrong = credit_code(4711)[:-1] + ("A" if credit_code(4711)[-1] != "A" else "B")
    answer = signed_in(cast.owner.clerk).post("/institutions/new/", typed(credit_code=wrong))
    assert "统一社会信用代码不正确" in answer.content.decode()
    assert not Institution.objects.exists()


def test_a_code_pasted_with_blanks_and_small_letters_is_folded(cast, signed_in):
    code = credit_code(4711)
    signed_in(cast.owner.clerk).post(
        "/institutions/new/", typed(credit_code=f" {code[:8].lower()} {code[8:].lower()}")
    )
    assert Institution.objects.get().credit_code == code


def test_the_same_code_twice_is_refused_in_chinese(cast, signed_in):
    code = cast.owner.school.credit_code
    answer = signed_in(cast.owner.clerk).post("/institutions/new/", typed(credit_code=code))
    assert "该统一社会信用代码的机构已登记" in answer.content.decode()
    fields = typed(credit_code=code, active=True) | {"county": cast.owner.region}
    with pytest.raises(Refused, match="该统一社会信用代码的机构已登记"):
        acts.register(**fields, by=cast.owner.act("clerk"), at=core.at())


def test_there_is_no_fourth_kind(cast, signed_in):
    page = signed_in(cast.owner.clerk).get("/institutions/new/").content.decode()
    assert "通知二(一)2" in page
    assert page.count("经批准的民办职业培训机构</option>") == 1
    answer = signed_in(cast.owner.clerk).post("/institutions/new/", typed(kind="enterprise"))
    assert answer.status_code == 200
    assert not Institution.objects.exists()


def test_the_clerk_of_another_county_cannot_register_here(cast, signed_in):
    answer = signed_in(cast.sibling.clerk).post("/institutions/new/", typed())
    assert answer.status_code == 200  # the county isn't among the choices
    fields = typed(active=True) | {"county": cast.owner.region}
    with pytest.raises(NotAllowed):
        acts.register(**fields, by=cast.sibling.act("clerk"), at=core.at())
    assert not Institution.objects.exists()


@pytest.mark.parametrize("who", ["reviewer", "head", "finance", "auditor", "school_clerk"])
def test_nobody_else_in_the_county_registers(cast, signed_in, who):
    client = signed_in(getattr(cast.owner, who))
    assert client.get("/institutions/new/").status_code == 403
    assert client.post("/institutions/new/", typed()).status_code == 403


def test_two_corrections_of_the_same_version_dont_overwrite_each_other(cast, signed_in):
    school, client = cast.owner.school, signed_in(cast.owner.clerk)
    fields = typed(credit_code=school.credit_code)
    url = f"/institutions/{school.pk}/edit/"
    assert client.post(url, fields | {"version": 1, "name": "先改的名称"}).status_code == 302
    answer = client.post(url, fields | {"version": 1, "name": "后改的名称"})
    assert "已被他人更新" in answer.content.decode()
    school.refresh_from_db()
    assert (school.name, school.version) == ("先改的名称", 2)
    with pytest.raises(Stale):
        acts.correct(school, by=cast.owner.act("clerk"), at=core.at(), version=1, name="再改")


def test_an_institution_cannot_be_handed_to_another_county(cast):
    with pytest.raises(NotAllowed):
        acts.correct(cast.owner.school, by=cast.owner.act("clerk"), at=core.at(), county=cast.sibling.region)


def test_a_mobile_is_not_shown_again_and_stays_when_left_empty(cast, signed_in):
    school, client = cast.owner.school, signed_in(cast.owner.clerk)
    Institution.objects.filter(pk=school.pk).update(contact_phone="13988887777")
    for url in (f"/institutions/{school.pk}/", f"/institutions/{school.pk}/edit/"):
        page = client.get(url).content.decode()
        assert "13988887777" not in page
        assert "139****7777" in page
    fields = typed(credit_code=school.credit_code, contact_phone="", version=1)
    assert client.post(f"/institutions/{school.pk}/edit/", fields).status_code == 302
    school.refresh_from_db()
    assert school.contact_phone == "13988887777"
