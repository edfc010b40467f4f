"""Whoever changes a tracked row, and however, leaves a row that nobody can change."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from institutions.models import Institution, Teacher
from tests.factories import core, institutions
from yunnan_training.core.models import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(cast) -> Institution:
    return cast.owner.school


def history_of(teacher_id: int) -> list[tuple[str, str]]:
    events = Teacher.pgh_event_model.objects.filter(pgh_obj_id=teacher_id).order_by("pgh_id")
    return [(event.pgh_label, event.subject) for event in events]


def test_a_row_that_is_entered_changed_and_deleted_leaves_three(school):
    teacher = institutions.teacher(school, subject="焊工")
    pk = teacher.pk
    teacher.subject = "电工"
    teacher.save()
    teacher.delete()
    assert history_of(pk) == [("insert", "焊工"), ("update", "电工"), ("delete", "电工")]


def test_saving_what_is_already_there_leaves_nothing(school):
    teacher = institutions.teacher(school)
    teacher.save()
    assert [label for label, _ in history_of(teacher.pk)] == ["insert"]


def test_bulk_writes_are_caught(school):
    made = Teacher.objects.bulk_create(
        Teacher(
            institution=school, name="某", subject="焊工", qualification="技师", certificate_number=str(n)
        )
        for n in range(3)
    )
    Teacher.objects.filter(pk__in=[each.pk for each in made]).update(subject="钳工")
    for each in made:
        assert history_of(each.pk) == [("insert", "焊工"), ("update", "钳工")]


def test_sql_past_the_portal_is_caught(school):
    teacher = institutions.teacher(school, subject="焊工")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE institutions_teacher SET subject = '钳工' WHERE id = %s", [teacher.pk])
        cursor.execute("DELETE FROM institutions_teacher WHERE id = %s", [teacher.pk])
    assert history_of(teacher.pk) == [("insert", "焊工"), ("update", "钳工"), ("delete", "钳工")]


def test_without_a_request_the_change_is_kept_without_an_actor(school):
    teacher = institutions.teacher(school)
    event = Teacher.pgh_event_model.objects.get(pgh_obj_id=teacher.pk)
    assert (event.pgh_context_id, event.pgh_context) == (None, None)


def test_a_change_through_a_page_names_person_office_and_request(cast, client):
    clerk, school = cast.owner.school_clerk, cast.owner.school
    client.force_login(clerk)
    answer = client.post(
        f"/institutions/{school.pk}/teachers/new/",
        {
            "name": "孙永强",
            "subject": "焊工",
            "qualification": "高级技师",
            "certificate_number": "JS99999999",
            "active": "on",
            "version": school.version,
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    event = Teacher.pgh_event_model.objects.get(certificate_number="JS99999999")
    assert event.pgh_context["user"] == clerk.pk
    assert event.pgh_context["office"] == school.name
    assert event.pgh_context["request_id"] == answer["X-Request-ID"]
    assert event.pgh_context_id is not None


def test_two_requests_are_told_apart_and_the_log_lines_bear_the_same_number(client, caplog):
    first, second = (client.get("/accounts/login/")["X-Request-ID"] for _ in range(2))
    assert uuid.UUID(first) != uuid.UUID(second)
    logged = [
        record.msg["request_id"]
        for record in caplog.records
        if isinstance(record.msg, dict) and record.msg.get("event", "").startswith("request_")
    ]
    assert set(logged) == {first, second}


def test_a_caller_cannot_choose_the_number_of_their_request(client):
    chosen = str(uuid.uuid4())
    assert client.get("/accounts/login/", headers={"X-Request-ID": chosen})["X-Request-ID"] != chosen


@pytest.mark.parametrize("act", ["UPDATE {} SET subject = '改'", "DELETE FROM {}"])
def test_a_history_row_can_be_neither_changed_nor_deleted(school, act):
    institutions.teacher(school)
    table = Teacher.pgh_event_model._meta.db_table
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))


def test_the_orm_cannot_change_history_either(school):
    institutions.teacher(school)
    with pytest.raises(DatabaseError), transaction.atomic():
        Teacher.pgh_event_model.objects.update(subject="改")
    with pytest.raises(DatabaseError), transaction.atomic():
        Teacher.pgh_event_model.objects.all().delete()


def test_a_password_stands_in_no_history_row(cast):
    person = cast.owner.clerk
    person.set_password("Another-Invented-2026")
    person.full_name = "改名"
    person.save()
    events = type(person).pgh_event_model
    assert "password" not in {field.name for field in events._meta.get_fields()}
    assert list(events.objects.filter(pgh_obj_id=person.pk).values_list("pgh_label", flat=True)) == [
        "insert",
        "update",
    ]


def test_a_key_area_mark_is_traced_to_its_day(all_regions):
    county = core.region("530502")
    county.key_area, county.key_area_source, county.key_area_as_of = True, "省厅2026年名单", core.DAY
    county.save()
    marks = Region.pgh_event_model.objects.filter(pgh_obj_id="530502").order_by("-pgh_id")
    assert (marks[0].pgh_label, marks[0].key_area, marks[0].key_area_as_of) == ("update", True, core.DAY)
