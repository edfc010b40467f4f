"""The gate of the clauses on a real workbook: who is refused, who is only looked at, and what one file is told."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions import classes, roster_context, rosters
from courses.enums import EnrolmentStatus, Fund, Programme, RosterStatus
from courses.models import AdmissionDecision, Enrolment, RosterUpload, TrainingClass
from courses.rosters.admission import (
    ClassGate,
    KnownRecord,
    admissions,
    concerns,
)
from courses.rosters.report import Severity
from subsidies.rules import current, decide, facts_from_json
from subsidies.rules.facts import Spell
from tests.courses.rosters.build import PEOPLE, person_row, roster
from tests.factories import core, courses, law, trainees
from trainees.enums import PersonCategory
from trainees.models import StatusFact, Trainee
from yunnan_training.core.workflow import Refused

pytestmark = pytest.mark.django_db

NOW = core.at(core.DAY - timedelta(days=2))
FIRST_DAY = core.DAY
DAY_BEFORE, DAY_AFTER = FIRST_DAY - timedelta(days=1), FIRST_DAY + timedelta(days=1)
ON_FILE = "花名册不能反映以下情况"
EMPLOYMENT = {"fund": "employment_subsidy"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(cast):
    return cast.owner


@pytest.fixture
def opened(office):
    """`opened(Programme.RURAL)`: a class of that programme that takes a roster."""

    def make(programme: Programme, **fields) -> TrainingClass:
        return courses.boarded_class(office.school, programme=programme, **fields, **office.class_officers)

    return make


@pytest.fixture
def checked(office):
    def check(training_class: TrainingClass, *rows) -> RosterUpload:
        made = rosters.upload(training_class, roster(*rows), by=office.act("school_clerk"), at=NOW)
        return rosters.run_check(made.pk)

    return check


def known(order: int) -> Trainee:
    person = PEOPLE[order]
    return trainees.trainee(name=person.name, id_number=person.id_number, phone=person.phone)


def was(who: Trainee, category: PersonCategory, first: date, last: date | None = None) -> StatusFact:
    return StatusFact.objects.create(trainee=who, category=category, valid_from=first, valid_to=last)


def elsewhere(like: TrainingClass, who: Trainee, *, on: date, programme: str = "", **fields) -> Enrolment:
    other = courses.draft_class(
        like.institution,
        entered_by=like.entered_by,
        programme=programme or like.programme,
        start_on=on,
        end_on=on,
    )
    return courses.enrolment(other, who, **fields)


def said(made: RosterUpload, severity: str = "error") -> list[tuple[int | None, str, str]]:
    return [
        (each["row"], each["code"], each["message"])
        for each in made.findings
        if each["severity"] == severity and each["code"] in ("G24", "G25", "G26")
    ]


# --- a person who may not ------------------------------------------------------------------------------------


def test_a_townsman_in_a_class_for_rural_people_is_an_error_on_his_row(opened, checked):
    made = checked(opened(Programme.RURAL), person_row(0), person_row(1, 户口性质="城镇"), person_row(2))
    assert made.status == RosterStatus.REJECTED
    assert said(made) == [(3, "G24", "按通知一(一)，不是农村户口，不属于农村劳动者。")]
    (finding,) = [each for each in made.findings if each["code"] == "G24"]
    assert finding["title"] == "户口性质"


def test_everybody_stands_in_the_way_on_a_row_of_his_own(opened, checked):
    rows = [person_row(order, 户口性质="城镇", 人员类别="其他") for order in range(5)]
    assert [row for row, *_ in said(checked(opened(Programme.RURAL), *rows))] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("programme", [Programme.HIGH, Programme.WORKERS, Programme.ZHANCHI])
def test_who_is_out_of_work_is_no_employee(opened, checked, programme):
    made = checked(
        opened(programme), person_row(0, 人员类别="企业职工"), person_row(1, 人员类别="登记失业人员")
    )
    assert [row for row, *_ in said(made)] == [3]


@pytest.mark.parametrize(
    ("last", "status"),
    [(DAY_BEFORE, RosterStatus.REJECTED), (FIRST_DAY, RosterStatus.READY), (None, RosterStatus.READY)],
)
def test_the_registration_must_hold_on_the_first_day_of_the_class(opened, checked, last, status):
    """T17, both ends included; the day of the upload doesn't matter."""
    was(known(0), PersonCategory.REGISTERED_UNEMPLOYED, date(2025, 6, 1), last)
    made = checked(opened(Programme.REEMPLOY), person_row(0, 人员类别="登记失业人员"))
    assert made.status == status
    assert bool(said(made)) == (status == RosterStatus.REJECTED)


def test_a_registration_that_begins_after_the_first_day_is_too_late(opened, checked):
    was(known(0), PersonCategory.REGISTERED_UNEMPLOYED, DAY_AFTER)
    made = checked(opened(Programme.REEMPLOY), person_row(0, 人员类别="登记失业人员"))
    assert [(row, code) for row, code, _ in said(made)] == [(2, "G24")]


def test_an_employee_is_not_registered_as_unemployed(opened, checked):
    made = checked(opened(Programme.REEMPLOY), person_row(0, 人员类别="企业职工"))
    assert [(row, message) for row, _, message in said(made)] == [(2, "按通知一(十二)，没有失业登记记录。")]


def test_a_disability_certificate_that_has_run_out(opened, checked):
    was(known(0), PersonCategory.DISABLED, date(2020, 1, 1), DAY_BEFORE)
    was(known(1), PersonCategory.DISABLED, date(2020, 1, 1), FIRST_DAY)
    rows = (person_row(order, 人员类别="残疾人") for order in (0, 1))
    assert [row for row, *_ in said(checked(opened(Programme.DISABLED), *rows))] == [2]


def test_primary_school_alone_makes_no_school_leaver(opened, checked):
    made = checked(
        opened(Programme.YOUTH),
        person_row(0, 学历="初中", 人员类别="两后生"),
        person_row(1, 学历="小学及以下", 人员类别="两后生"),
        person_row(2, 学历="本科", 人员类别="两后生"),
    )
    assert [row for row, *_ in said(made)] == [3, 4]


# --- how often ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2025, 12, 31), RosterStatus.READY),
        (date(2026, 1, 1), RosterStatus.REJECTED),
        (date(2026, 12, 31), RosterStatus.REJECTED),
        (date(2027, 1, 1), RosterStatus.READY),
    ],
)
def test_a_second_class_of_the_wings_action_in_one_calendar_year(opened, checked, on, status):
    """T08, whichever of the two begins first."""
    here = opened(Programme.ZHANCHI, fund=Fund.UNEMPLOYMENT_INSURANCE)
    elsewhere(here, known(0), on=on)
    made = checked(here, person_row(0, 人员类别="企业职工"), person_row(1, 人员类别="企业职工"))
    assert made.status == status
    assert [row for row, *_ in said(made)] == ([2] if status == RosterStatus.REJECTED else [])


def test_what_was_called_off_or_left_does_not_count(office, opened, checked):
    here, ended = opened(Programme.ZHANCHI), opened(Programme.ZHANCHI, on=FIRST_DAY + timedelta(days=28))
    elsewhere(here, known(0), on=date(2026, 1, 5), status=EnrolmentStatus.WITHDRAWN)
    courses.enrolment(ended, known(1))
    rows = [person_row(order, 人员类别="企业职工") for order in (0, 1)]
    assert [row for row, *_ in said(checked(here, *rows))] == [3]
    classes.move(ended, "terminate", by=office.act("head"), at=NOW, comment="报名不足")
    assert checked(here, *rows).status == RosterStatus.READY


def test_a_third_class_for_a_rural_labourer_is_welcome(opened, checked):
    """T09: the notice sets a floor."""
    here = opened(Programme.RURAL)
    who = known(0)
    elsewhere(here, who, on=date(2026, 1, 5))
    elsewhere(here, who, on=date(2026, 2, 2))
    made = checked(here, person_row(0))
    assert made.status == RosterStatus.READY
    assert not said(made) + said(made, "warning")


def test_a_second_class_for_a_displaced_employee_is_looked_at(opened, checked):
    here = opened(Programme.OVERCAP)
    elsewhere(here, known(0), on=date(2021, 5, 10))
    made = checked(here, person_row(0, 人员类别="企业职工"), person_row(1, 人员类别="企业职工"))
    assert made.status == RosterStatus.READY
    assert [(row, code) for row, code, _ in said(made, "warning")] == [(2, "G25")]


def test_two_rosters_checked_side_by_side_do_not_both_pass_the_cap(office, opened, checked):
    here = opened(Programme.ZHANCHI)
    there = opened(Programme.ZHANCHI, on=FIRST_DAY + timedelta(days=28))
    row = person_row(0, 人员类别="企业职工")
    first, second = checked(here, row), checked(there, row)
    assert first.status == second.status == RosterStatus.READY
    by = office.act("school_clerk")
    rosters.confirm(first, by=by, at=NOW)
    with pytest.raises(Refused, match="“展翅行动”技能提升培训1次"):
        rosters.confirm(second, by=by, at=NOW)
    assert not there.enrolments.exists()


def test_the_law_is_asked_again_when_the_people_are_locked(office, opened, checked):
    """Between the last look at the file and the writing another class may have taken the person."""
    here = opened(Programme.ZHANCHI)
    made = checked(here, person_row(0, 人员类别="企业职工"))
    rows = rosters.reread(made, here, at=NOW).rows
    elsewhere(here, known(0), on=date(2026, 6, 1))
    with pytest.raises(Refused, match="已不符合参训条件") as refused:
        rosters.enrol(rows, here, roster=None, by=office.act("school_clerk"), at=NOW)
    assert PEOPLE[0].id_number not in str(refused.value)
    assert not here.enrolments.exists()


# --- what is unknown -----------------------------------------------------------------------------------------------


def test_what_no_roster_can_say_is_told_once_for_the_file(opened, checked):
    made = checked(
        opened(Programme.REEMPLOY),
        *(person_row(order, 人员类别="登记失业人员") for order in range(40)),
    )
    assert made.status == RosterStatus.READY
    assert not said(made) + said(made, "warning")
    ((row, code, message),) = said(made, "notice")
    assert (row, code) == (None, "G26")
    assert message.startswith(ON_FILE)
    assert "失业登记起止日期(40人)、是否有就业愿望(40人)" in message


def test_a_clean_file_of_rural_people_hears_of_nothing_but_custody(opened, checked):
    made = checked(opened(Programme.RURAL), *(person_row(order) for order in range(40)))
    ((row, _, message),) = said(made, "notice")
    assert row is None
    assert message.endswith("核实：是否在押或强制隔离戒毒(40人)。")


@pytest.mark.parametrize(("people", "rows"), [(1, [2]), (3, [2, 3, 4]), (4, [None]), (40, [None])])
def test_an_empty_cell_is_named_until_there_are_too_many(opened, checked, people, rows):
    blank = [person_row(order, 户口性质=None, 人员类别="登记失业人员") for order in range(people)]
    made = checked(opened(Programme.RURAL), *blank, person_row(50))
    about_cells = [each for each in said(made, "notice") if not each[2].startswith(ON_FILE)]
    assert [row for row, *_ in about_cells] == rows
    assert all("无法判断是否农村户口" in message for *_, message in about_cells)
    if rows == [None]:
        assert f"({people}人)" in about_cells[0][2]
        assert about_cells[0][2].startswith("第2、3、4、5")


def test_what_the_category_says_needs_no_cell(opened, checked):
    made = checked(opened(Programme.RURAL), person_row(0, 户口性质=None, 人员类别="建档立卡劳动力"))
    assert [row for row, *_ in said(made, "notice")] == [None]


def test_notices_do_not_make_a_marked_file(opened, checked):
    assert checked(opened(Programme.REEMPLOY), person_row(0, 人员类别="登记失业人员")).marked_file is None


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_file(opened, checked):
    here = opened(Programme.ZHANCHI)
    for order in range(30):
        who = known(order)
        was(who, PersonCategory.ENTERPRISE_EMPLOYEE, date(2025, 1, 1))
        elsewhere(here, who, on=date(2025, 5, 5))
    made = checked(here, *(person_row(order, 人员类别="企业职工") for order in range(30)))
    rows = rosters.reread(made, here, at=NOW).rows
    asked = []
    for part in (rows[:2], rows):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(roster_context.judged(part, here)) == len(part)
        asked.append(len(queries))
    assert asked == [5, 5]


# --- from a row to facts ----------------------------------------------------------------------------------------------


@pytest.fixture
def facts_of(opened, checked):
    """The facts of one person in a class of the programme, as they would be stored."""

    def build(programme: str, record: KnownRecord | None = None, **cells) -> dict:
        here = opened(Programme.RURAL)
        row = rosters.reread(checked(here, person_row(0, **cells)), here, at=NOW).rows[0]
        gate = ClassGate(
            programme=programme,
            first_day=FIRST_DAY,
            fund=Fund.EMPLOYMENT_SUBSIDY,
            release=current(),
            key_areas=frozenset({"530627"}),
        )
        (answered,) = admissions([row], gate, {row.id_number: record} if record else {})
        assert decide(answered.facts) == answered.decision
        stored = answered.facts.to_json()
        return {name: stored[name] for name in stored if name not in ("programme", "day", "birth_date")}

    return build


@pytest.mark.parametrize(
    ("programme", "category", "cells", "facts"),
    [
        ("RURAL", "建档立卡劳动力", {}, {"rural_household": True, "registered_poor": True, "other_classes": []}),
        ("RURAL", "退役军人", {}, {"rural_household": True, "other_classes": []}),
        ("PREP", "两后生", {"学历": "初中"}, {**EMPLOYMENT, "last_school": "junior_high", "continued_schooling": False}),
        ("PREP", "其他", {"学历": "中专"}, EMPLOYMENT),
        ("YOUTH", "两后生", {"学历": "高中", "户口所在地": "镇雄县"},
         {"rural_household": True, "key_area": True, "last_school": "senior_high", "continued_schooling": False}),
        ("YOUTH", "其他", {"学历": "大专", "户口所在地": "昭阳区"},
         {"rural_household": True, "key_area": False, "last_school": "higher", "continued_schooling": True}),
        ("GRAD", "高校毕业生", {"学历": None}, {"higher_education": True}),
        ("GRAD", "其他", {"学历": "本科"}, {"higher_education": True}),
        ("GRAD", "其他", {"学历": "高中"}, {}),
        ("VETERAN", "退役军人", {}, {"veteran": True}),
        ("VETERAN", "残疾人", {}, {}),
        ("DISABLED", "残疾人", {}, {}),
        ("YUNSAO", "农村转移就业劳动者", {}, {"rural_transfer_worker": True, "urban_poor_household": False}),
        ("YUNSAO", "企业职工", {}, {"urban_poor_household": False, "unemployed": False}),
        ("YUNSAO", "登记失业人员", {}, {"urban_poor_household": False, "unemployed": True}),
        ("ZHANCHI", "企业职工", {}, {"in_service": True, "other_classes": []}),
        ("HIGH", "企业职工", {}, {"enterprise_employee": True}),
        ("HIGH", "登记失业人员", {}, {"enterprise_employee": False}),
        ("REEMPLOY", "登记失业人员", {}, {}),
        ("REEMPLOY", "企业职工", {}, {"unemployment_registrations": []}),
        ("STARTUP", "其他", {}, {}),
        ("ECOM", "其他", {}, {}),
    ],
)  # fmt: skip
def test_what_a_row_says_of_a_person(facts_of, programme, category, cells, facts):
    """No more than the programme asks for (P03), and nothing that the row leaves open."""
    assert facts_of(programme, 户口性质="农村", 人员类别=category, **cells) == facts


def test_a_dated_record_counts_on_the_first_day_and_not_otherwise(facts_of):
    for spell, veteran in (
        (Spell(FIRST_DAY), True),
        (Spell(DAY_AFTER), None),
        (Spell(date(2020, 1, 1), DAY_BEFORE), None),
    ):
        record = KnownRecord({PersonCategory.VETERAN: (spell,)})
        assert facts_of("VETERAN", record, 人员类别="其他").get("veteran") is veteran


def test_a_record_of_work_outweighs_an_empty_category(facts_of):
    record = KnownRecord({PersonCategory.ENTERPRISE_EMPLOYEE: (Spell(date(2025, 1, 1)),)})
    assert facts_of("HIGH", record, 人员类别="其他") == {"enterprise_employee": True}


def test_the_institution_is_not_told_where_somebody_sits(opened, checked):
    here = opened(Programme.RURAL)
    row = rosters.reread(checked(here, person_row(0)), here, at=NOW).rows[0]
    gate = ClassGate(programme="RURAL", first_day=FIRST_DAY, fund=Fund.EMPLOYMENT_SUBSIDY, release=current())
    (told,) = concerns(admissions([row], gate, {row.id_number: KnownRecord(in_custody=True)}))
    assert (told.severity, told.row) == (Severity.ERROR, 2)
    assert not {"押", "戒毒", "监"} & set(told.message)


@pytest.mark.parametrize("programme", Programme.values)
def test_no_programme_finds_an_empty_sky(opened, checked, programme):
    """A roster is no proof of everything: in every programme one notice says what is still to be looked at."""
    made = checked(opened(programme), person_row(0, 人员类别="其他", 户口性质="农村"))
    assert [row for row, _, message in said(made, "notice") if message.startswith(ON_FILE)] == [None]


# --- what was said is kept ------------------------------------------------------------------------------------


def test_the_answer_for_everybody_is_kept_and_comes_out_again(opened, checked, office):
    """From the frozen facts and the release alone, bit for bit; the reasons with it."""
    training_class = opened(Programme.RURAL)
    made = checked(training_class, person_row(0), person_row(1, 户口性质="", 人员类别="其他"))
    rosters.confirm(made, by=office.act("school_clerk"), at=NOW)
    kept = AdmissionDecision.objects.filter(enrolment__training_class=training_class).order_by("enrolment_id")
    assert [each.outcome for each in kept] == ["cannot_tell", "cannot_tell"]
    for each in kept:
        facts = facts_from_json("admission", each.facts)
        again = decide(facts, release=current())
        assert (facts.digest(), again.outcome) == (each.facts_digest, each.outcome)
        assert (again.digest(), len(again.warnings)) == (each.answer_digest, each.warnings)
        assert each.release.rules_version == again.rules_version
    unknown = [{name for name in ("rural_household",) if name not in each.facts} for each in kept]
    assert unknown == [set(), {"rural_household"}]


def test_what_is_kept_names_nobody(opened, checked, office):
    made = checked(opened(Programme.RURAL), person_row(0))
    rosters.confirm(made, by=office.act("school_clerk"), at=NOW)
    kept = str(AdmissionDecision.objects.get().facts)
    assert PEOPLE[0].name not in kept
    assert PEOPLE[0].id_number not in kept


def test_the_release_in_force_answers(opened, checked, office):
    """Under the other reading of A3 a second class of the year is one too many."""
    training_class = opened(Programme.RURAL)
    elsewhere(training_class, known(0), on=FIRST_DAY - timedelta(days=30))
    assert not said(checked(training_class, person_row(0)))
    law.put_in_force(current().with_reading("reading.rural_once_a_year", "cap"))
    assert [code for _, code, _ in said(checked(training_class, person_row(0)))] == ["G24"]
