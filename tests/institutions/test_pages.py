"""Who sees which institution, and who keeps its licences, teachers and clerks."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from institutions.actions import licences, members, teachers
from institutions.models import Licence, Membership, Teacher
from tests.factories import core, institutions
from tests.plain_numbers import MOBILE
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import NotAllowed, Refused

pytestmark = pytest.mark.django_db

LICENCE = {
    "kind": "school_licence",
    "number": "人社民530502999",
    "authority": "隆阳区人力资源和社会保障局",
    "valid_from": "2024-01-01",
    "valid_to": "2028-12-31",
    "occupations": "6-31-01-03, 6-18-02-04",
}
TEACHER = {
    "name": "许正康",
    "subject": "电工",
    "qualification": "技师",
    "certificate_number": "DG001",
    "active": "on",
}


def keepers(cast, school) -> list[str]:
    return [f"/institutions/{school.pk}/{end}" for end in ("licences/new/", "teachers/new/")]


@pytest.mark.parametrize("who", ["clerk", "reviewer", "head", "auditor"])
def test_the_county_and_no_other_sees_it(cast, signed_in, who):
    url = f"/institutions/{cast.owner.school.pk}/"
    assert signed_in(getattr(cast.owner, who)).get(url).status_code == 200
    assert signed_in(getattr(cast.sibling, who)).get(url).status_code == 404
    assert (
        cast.owner.school.name not in signed_in(getattr(cast.far, who)).get("/institutions/").content.decode()
    )


def test_the_institution_sees_itself_only(cast, signed_in):
    client = signed_in(cast.owner.school_clerk)
    assert client.get(f"/institutions/{cast.owner.school.pk}/").status_code == 200
    assert client.get(f"/institutions/{cast.other_school.pk}/").status_code == 404
    page = client.get("/institutions/").content.decode()
    assert cast.owner.school.name in page
    assert cast.other_school.name not in page


def test_strangers_and_administrators_have_no_business_here(cast, signed_in):
    for person in (cast.stranger, cast.system_admin):
        assert signed_in(person).get("/institutions/").status_code == 403
        assert signed_in(person).get(f"/institutions/{cast.owner.school.pk}/").status_code == 403


@pytest.mark.parametrize("tail", ["edit/", "licences/new/", "teachers/new/", "members/new/"])
def test_a_sibling_clerk_finds_no_form(cast, signed_in, tail):
    url = f"/institutions/{cast.owner.school.pk}/{tail}"
    assert signed_in(cast.sibling.clerk).get(url).status_code == 404
    assert signed_in(cast.sibling.clerk).post(url, {}).status_code == 404


def test_a_licence_of_another_institution_is_not_found_under_this_one(cast, signed_in):
    foreign = cast.other_school.licences.get()
    url = f"/institutions/{cast.owner.school.pk}/licences/{foreign.pk}/edit/"
    assert signed_in(cast.owner.school_clerk).get(url).status_code == 404


def test_search_by_name_kind_and_county(cast, signed_in):
    technical = institutions.institution(cast.owner.code, name="隆阳技工学校", kind="technical_school")
    client = signed_in(cast.owner.clerk)
    page = client.get("/institutions/", {"kind": "technical_school"}).content.decode()
    assert technical.name in page
    assert cast.owner.school.name not in page
    page = client.get("/institutions/", {"name": "技工", "county": "530502"}).content.decode()
    assert technical.name in page
    # Another county isn't a choice of this clerk.
    assert client.get("/institutions/", {"county": "530581"}).status_code == 200


def test_the_list_needs_a_fixed_number_of_queries(cast, signed_in, django_assert_max_num_queries):
    for _ in range(25):
        institutions.institution(cast.owner.code)
    client = signed_in(cast.owner.clerk)
    client.get("/institutions/")
    with django_assert_max_num_queries(12):
        page = client.get("/institutions/")
    assert "下一页" in page.content.decode()


@pytest.mark.parametrize("who", ["clerk", "school_clerk"])
def test_licences_and_teachers_are_kept_by_the_county_clerk_and_the_institution(cast, signed_in, who):
    school, client = cast.owner.school, signed_in(getattr(cast.owner, who))
    first, second = keepers(cast, school)
    assert client.post(first, LICENCE | {"version": 1}).status_code == 302
    assert client.post(second, TEACHER | {"version": 2}).status_code == 302
    school.refresh_from_db()
    assert school.version == 3
    assert Licence.objects.get(number=LICENCE["number"]).occupations == ["6-31-01-03", "6-18-02-04"]
    assert Teacher.objects.filter(institution=school, name="许正康").exists()


@pytest.mark.parametrize("who", ["reviewer", "head", "finance", "auditor"])
def test_others_of_the_county_keep_neither(cast, signed_in, who):
    client = signed_in(getattr(cast.owner, who))
    for url in keepers(cast, cast.owner.school):
        assert client.post(url, LICENCE | TEACHER | {"version": 1}).status_code == 403
    with pytest.raises(NotAllowed):
        teachers.add(cast.owner.school, by=cast.owner.act(who), at=core.at(), **TEACHER)


def test_a_licence_number_twice_is_refused_in_chinese(cast, signed_in):
    held = cast.other_school.licences.get()
    typed = LICENCE | {"number": held.number, "version": 1}
    answer = signed_in(cast.owner.clerk).post(keepers(cast, cast.owner.school)[0], typed)
    assert "该证照编号已登记" in answer.content.decode()


def test_a_licence_cannot_end_before_it_begins(cast, signed_in):
    typed = LICENCE | {"valid_to": "2023-01-01", "version": 1}
    answer = signed_in(cast.owner.clerk).post(keepers(cast, cast.owner.school)[0], typed)
    assert "证照有效期止不能早于有效期起" in answer.content.decode()


def test_a_misspelt_occupation_code_is_named(cast, signed_in):
    typed = LICENCE | {"occupations": "6-31-01-03 电工", "version": 1}
    answer = signed_in(cast.owner.clerk).post(keepers(cast, cast.owner.school)[0], typed)
    assert "代码有误：电工" in answer.content.decode()


def test_the_same_teacher_certificate_twice_is_refused_in_chinese(cast, signed_in):
    held = cast.owner.school.teachers.get()
    typed = TEACHER | {"certificate_number": held.certificate_number, "version": 1}
    answer = signed_in(cast.owner.clerk).post(keepers(cast, cast.owner.school)[1], typed)
    assert "该证书编号的教师已登记" in answer.content.decode()


def test_a_licence_says_how_long_it_holds(cast, signed_in):
    today = timezone.localdate()
    school = cast.owner.school
    institutions.licence(school, valid_from=date(2019, 1, 1), valid_to=today - timedelta(days=3))
    institutions.licence(school, valid_from=date(2019, 1, 1), valid_to=today + timedelta(days=9))
    page = signed_in(cast.owner.clerk).get(f"/institutions/{school.pk}/").content.decode()
    assert "已过期3天" in page
    assert "还有9天到期" in page
    assert "长期有效" in page
    assert not MOBILE.search(page)


def test_a_corrected_licence_keeps_its_place(cast):
    licence = cast.owner.school.licences.get()
    changed = licences.correct(
        licence, by=cast.owner.act("school_clerk"), at=core.at(), version=1, authority="省人力资源社会保障厅"
    )
    assert (changed.pk, changed.institution.version) == (licence.pk, 2)


class TestMembers:
    def post(self, client, school, person, **fields):
        typed = {
            "user": person.username,
            "full_name": person.full_name,
            "valid_from": "2026-01-01",
            "version": 1,
            **fields,
        }
        return client.post(f"/institutions/{school.pk}/members/new/", typed)

    def test_the_county_clerk_lets_a_person_act_for_the_institution(self, cast, signed_in):
        person = core.user()
        assert self.post(signed_in(cast.owner.clerk), cast.owner.school, person).status_code == 302
        assert signed_in(person).get(f"/institutions/{cast.owner.school.pk}/").status_code == 200

    def test_the_institution_names_no_clerks_itself(self, cast, signed_in):
        answer = self.post(signed_in(cast.owner.school_clerk), cast.owner.school, core.user())
        assert answer.status_code == 403

    def test_an_unknown_name_and_a_wrong_one_get_the_same_sentence(self, cast, signed_in):
        client, person = signed_in(cast.owner.clerk), core.user()
        for fields in ({"full_name": "某某"}, {"user": "nobody.here"}):
            page = self.post(client, cast.owner.school, person, **fields).content.decode()
            assert "没有登录名和姓名都相符的账号" in page

    def test_a_second_time_is_refused_in_chinese(self, cast):
        person, by = core.user(), cast.owner.act("clerk")
        fields = {"user": person, "valid_from": date(2026, 1, 1), "by": by, "at": core.at()}
        members.add(cast.owner.school, **fields)
        with pytest.raises(Refused, match="该任职已登记"):
            members.add(cast.owner.school, **fields)

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
    def test_administrators_and_auditors_act_for_no_institution(self, cast, role):
        person = core.officer(role, "530502")
        with pytest.raises(Refused, match="须分别由不同的人担任"):
            members.add(
                cast.owner.school,
                user=person,
                valid_from=date(2026, 1, 1),
                by=cast.owner.act("clerk"),
                at=core.at(),
            )

    def test_an_officer_of_a_bureau_acts_for_no_institution(self, cast):
        with pytest.raises(Refused, match="在人社部门任职"):
            members.add(
                cast.owner.school,
                user=cast.sibling.reviewer,
                valid_from=date(2026, 1, 1),
                by=cast.owner.act("clerk"),
                at=core.at(),
            )

    def test_after_the_last_day_the_institution_is_out_of_reach(self, cast, signed_in):
        person = cast.owner.school_clerk
        membership = Membership.objects.get(user=person)
        yesterday = timezone.localdate() - timedelta(days=1)
        url = f"/institutions/{cast.owner.school.pk}/members/{membership.pk}/end/"
        answer = signed_in(cast.owner.clerk).post(url, {"on": str(yesterday), "version": 1})
        assert answer.status_code == 302
        assert signed_in(person).get(f"/institutions/{cast.owner.school.pk}/").status_code == 403
