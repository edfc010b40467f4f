"""Institutions, licences and teachers through the API."""

import pytest

from institutions.models import Institution, Teacher
from tests.core.api.conftest import problem
from tests.factories import institutions as factory
from tests.factories.api import caller

OF_SCHOOL = ("institutions", "licences", "teachers")


def row_of(resource: str, school: Institution):
    return {
        "institutions": lambda: school,
        "licences": lambda: school.licences.get(),
        "teachers": lambda: school.teachers.get(),
    }[resource]()


def application(**fields) -> dict:
    return {
        "name": "隆阳区育新职业培训学校",
        "credit_code": factory.credit_code(next(factory._serial)),
        "kind": "private_training",
        "ownership": "private",
        "county": "530502",
        "address": "永昌街道太保路9号",
        "legal_person": "郑国平",
        "contact_name": "冯玉兰",
        "contact_phone": "139 0000 0007",
        **fields,
    }


def teacher(school: Institution, **fields) -> dict:
    return {
        "institution": school.pk,
        "name": "周志明",
        "subject": "焊工",
        "qualification": "高级技师",
        "certificate_number": "JS-2026-1",
        **fields,
    }


@pytest.mark.parametrize("resource", OF_SCHOOL)
@pytest.mark.parametrize("who", ["clerk", "school_clerk", "auditor"])
def test_the_own_ones_are_there(cast, resource, who):
    row = row_of(resource, cast.owner.school)
    row_of(resource, cast.sibling.school)
    client = caller(getattr(cast.owner, who))
    assert client.ids(f"{resource}/") == [row.pk]
    assert client.get(f"{resource}/{row.pk}/").json()["id"] == row.pk


@pytest.mark.parametrize("resource", OF_SCHOOL)
def test_others_are_not_there(cast, resource):
    url = f"{resource}/{row_of(resource, cast.owner.school).pk}/"
    for stranger in (cast.sibling.clerk, cast.other_school_clerk, cast.far_prefecture_officer):
        client = caller(stranger)
        problem(client.get(url), 404, "not-found")
        assert row_of(resource, cast.owner.school).pk not in client.ids(f"{resource}/")
    problem(caller(cast.stranger).get(url), 403, "forbidden")
    assert caller(cast.prefecture_officer).get(url).status_code == 200


def test_a_list_costs_four_queries_however_long(cast, django_assert_max_num_queries):
    for _ in range(5):
        factory.institution(cast.owner.code)
    client = caller(cast.owner.clerk)
    client.get("institutions/")
    with django_assert_max_num_queries(4):  # token, two kinds of appointments, the page
        assert len(client.ids("institutions/")) == 5


def test_the_county_registers_once_however_often_it_is_sent(cast):
    client, body = caller(cast.owner.clerk), application()
    first = client.post("institutions/", body, headers={"Idempotency-Key": "once"})
    assert first.status_code == 201, first.content
    again = client.post("institutions/", body, headers={"Idempotency-Key": "once"})
    assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
    made = Institution.objects.get()
    assert first["Location"].endswith(f"/institutions/{made.pk}/")
    assert made.contact_phone == "13900000007"
    assert first.json()["contact_phone"] == "139****0007"


def test_what_is_wrong_with_an_application_is_said_at_once(cast):
    body = application(kind="enterprise", credit_code="1", contact_phone="12", county="530500", name="")
    found = problem(caller(cast.owner.clerk).post("institutions/", body), 400, "validation")
    fields = {error["field"] for error in found["errors"]}
    assert fields == {"kind", "credit_code", "contact_phone", "county", "name"}


def test_no_county_registers_for_another(cast):
    cast.sibling.region  # noqa: B018  its row must be there to be named
    body = application(county="530581")
    problem(caller(cast.owner.clerk).post("institutions/", body), 403, "forbidden")
    problem(caller(cast.owner.school_clerk).post("institutions/", application()), 403, "forbidden")


def test_a_code_registered_before_is_refused_in_words(cast):
    body = application(credit_code=cast.owner.school.credit_code)
    found = problem(caller(cast.owner.clerk).post("institutions/", body), 409, "refused")
    assert "该统一社会信用代码的机构已登记" in found["detail"]


def test_a_correction_wants_the_version_that_was_seen(cast):
    client, url = caller(cast.owner.clerk), f"institutions/{cast.owner.school.pk}/"
    problem(client.patch(url, {"address": "新址"}), 428, "version-required")
    tag = client.tag(url)
    changed = client.patch(url, {"address": "新址"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["address"]) == (200, "新址")
    assert changed["ETag"] != tag
    problem(client.patch(url, {"address": "旧址"}, headers={"If-Match": tag}), 412, "stale")


def test_a_school_keeps_its_teachers_and_licences_under_its_own_version(cast):
    client, school = caller(cast.owner.school_clerk), cast.owner.school
    made = client.post("teachers/", teacher(school))
    assert made.status_code == 201, made.content
    url = f"teachers/{made.json()['id']}/"
    tag = client.tag(url)
    licence = {"institution": school.pk, "kind": "school_licence", "number": "人社民53050299号"}
    paper = {
        **licence,
        "authority": "隆阳区人社局",
        "valid_from": "2026-01-01",
        "occupations": ["6-18-02-04"],
    }
    assert client.post("licences/", paper).status_code == 201
    problem(client.patch(url, {"active": False}, headers={"If-Match": tag}), 412, "stale")
    assert client.change(url, {"active": False}).json()["active"] is False
    assert not Teacher.objects.get(pk=made.json()["id"]).active


def test_a_licence_names_lawful_codes_and_lawful_days(cast):
    client, school = caller(cast.owner.clerk), cast.owner.school
    body = {"institution": school.pk, "kind": "school_licence", "number": "1", "authority": "县人社局"}
    wrong = {**body, "valid_from": "2026-01-01", "occupations": ["焊工"]}
    found = problem(client.post("licences/", wrong), 400, "validation")
    assert found["errors"] == [{"field": "occupations", "row": 1, "message": "代码应形如 6-31-01-03。"}]
    backwards = {**body, "valid_from": "2026-01-02", "valid_to": "2026-01-01"}
    problem(client.post("licences/", backwards), 409, "refused")


@pytest.mark.parametrize("resource", ["teachers", "licences"])
def test_papers_of_others_cannot_be_touched(cast, resource):
    school, outside = cast.owner.school, caller(cast.sibling.clerk)
    found = problem(outside.post("teachers/", teacher(school)), 400, "validation")
    assert [error["field"] for error in found["errors"]] == ["institution"]
    row = row_of(resource, school)
    problem(outside.patch(f"{resource}/{row.pk}/", {}, headers={"If-Match": '"1"'}), 404, "not-found")
    reader = caller(cast.owner.reviewer)
    problem(reader.patch(f"{resource}/{row.pk}/", {}, headers={"If-Match": '"1"'}), 403, "forbidden")


def test_filters_are_the_named_ones_only(cast):
    client, school = caller(cast.owner.clerk), cast.owner.school
    other = factory.institution(cast.owner.code, kind="technical_school")
    assert client.ids("institutions/?kind=technical_school") == [other.pk]
    assert client.ids(f"teachers/?institution={school.pk}") == [school.teachers.get().pk]
    assert client.ids("institutions/?county=530500") == [other.pk, school.pk]
    assert client.ids(f"licences/?valid_on=2018-01-01&institution={school.pk}") == []
    problem(client.get("institutions/?knd=technical_school"), 400, "unknown-parameter")
    problem(client.get(f"teachers/?institution={10**30}"), 400, "validation")
