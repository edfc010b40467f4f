"""The pages of classes as each person meets them, refusals included."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.actions import classes
from courses.enums import BoardStatus, ClassStatus, Stage
from courses.models import TrainingClass
from courses.tasks import make_board
from tests.factories import core, courses, trainees
from tests.plain_numbers import plain_numbers
from yunnan_training.core import tasks
from yunnan_training.core.enums import JobStatus
from yunnan_training.core.models import Job

pytestmark = pytest.mark.django_db

NOW = core.at(core.DAY - timedelta(days=5))


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(cast):
    return cast.owner


@pytest.fixture
def submitted(office) -> TrainingClass:
    return courses.submitted_class(office.school, by=office.act("school_clerk"))


@pytest.fixture
def returned(submitted, office) -> TrainingClass:
    return classes.move(
        submitted, "return_for_correction", by=office.act("reviewer"), at=NOW, comment="请写明教室"
    )


@pytest.fixture
def reviewed(office) -> TrainingClass:
    return courses.reviewed_class(
        office.school,
        by=office.act("school_clerk"),
        clerk=office.act("clerk"),
        reviewer=office.act("reviewer"),
    )


@pytest.fixture
def boarded(office) -> TrainingClass:
    return courses.boarded_class(office.school, **office.class_officers)


def text(response) -> str:
    """What a reader sees, without tags."""
    return re.sub(r"<[^>]+>", "", response.content.decode())


def page(name: str, *args) -> str:
    return reverse(f"courses:{name}", args=args)


def act(client, made: TrainingClass, transition: str, **data):
    return client.post(
        page("class_act", made.pk),
        {"transition": transition, "comment": "", "version": made.version, **data},
        follow=True,
    )


# --- list -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "reviewer", "head", "finance", "auditor", "school_clerk"])
def test_everybody_of_the_county_sees_its_classes(signed_in, office, submitted, who):
    shown = text(signed_in(getattr(office, who)).get(page("class_list")))
    assert submitted.name in shown
    assert submitted.number in shown
    assert "已提交" in shown
    assert ("新建培训班" in shown) == (who in ("clerk", "school_clerk"))


def test_a_list_holds_no_class_from_elsewhere(signed_in, cast, submitted):
    for stranger in (cast.sibling.clerk, cast.far.reviewer, cast.other_school_clerk):
        assert submitted.name not in text(signed_in(stranger).get(page("class_list")))
    assert submitted.name in text(signed_in(cast.prefecture_officer).get(page("class_list")))


def test_a_person_without_business_rights_is_refused(signed_in, cast, submitted):
    for nobody in (cast.stranger, cast.system_admin):
        assert signed_in(nobody).get(page("class_list")).status_code == 403


def test_the_search_finds_by_word_state_programme_county_host_and_day(signed_in, cast, submitted):
    sibling = cast.sibling
    other = courses.draft_class(
        sibling.school,
        entered_by=sibling.clerk,
        programme="YUNSAO",
        start_on=core.DAY + timedelta(days=60),
        end_on=core.DAY + timedelta(days=61),
    )
    client = signed_in(cast.prefecture_officer)
    for query, found in (
        ({"keyword": submitted.number[-6:]}, submitted),
        ({"keyword": other.name[:4]}, other),
        ({"status": ["submitted", "returned"]}, submitted),
        ({"programme": "YUNSAO"}, other),
        ({"county": sibling.code}, other),
        ({"institution": submitted.institution.name}, submitted),
        ({"start_on_after": "2026-04-01"}, other),
        ({"start_on_before": "2026-04-01"}, submitted),
    ):
        shown = text(client.get(page("class_list"), query))
        missing = {submitted, other} - {found}
        assert found.name in shown, query
        assert all(one.name not in shown for one in missing), query


def test_the_list_asks_the_same_few_questions_for_many_rows(signed_in, office, django_assert_max_num_queries):
    for _ in range(15):
        courses.enrolment(courses.draft_class(office.school, entered_by=office.clerk), trainees.trainee())
    client = signed_in(office.clerk)
    client.get(page("class_list"))
    with django_assert_max_num_queries(9):
        shown = client.get(page("class_list"))
    assert text(shown).count("1/30") == 15


# --- one class ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "reviewer", "head", "finance", "auditor", "school_clerk"])
def test_the_page_of_a_class_opens_for_its_people(signed_in, office, boarded, who):
    response = signed_in(getattr(office, who)).get(page("class", boarded.pk))
    shown = text(response)
    for fact in (
        "企业职工",
        "县内制造企业",
        "何正康",
        "资质核验",
        "已发告知牌",
        "第 1 版",
        boarded.approval_number,
    ):
        assert fact in shown
    assert plain_numbers(response) == []


@pytest.mark.parametrize(
    "name", ["class", "class_edit", "class_sessions", "class_fix", "class_check", "class_change"]
)
def test_outside_the_county_a_class_is_not_there(signed_in, cast, submitted, name):
    response = signed_in(cast.sibling.clerk).get(page(name, submitted.pk))
    assert response.status_code == 404


def test_outside_the_county_nothing_can_be_done(signed_in, cast, submitted):
    client = signed_in(cast.sibling.reviewer)
    assert act(client, submitted, "review").status_code == 404
    assert client.post(page("board_again", submitted.pk)).status_code == 403
    assert signed_in(cast.sibling.clerk).post(page("board_again", submitted.pk)).status_code == 404


def test_the_page_says_why_the_next_step_waits_and_who_holds_it(signed_in, office, submitted):
    reviewer = text(signed_in(office.reviewer).get(page("class", submitted.pk)))
    assert "尚未核验培训机构的职业培训资质" in reviewer
    assert "请填写“就业方向”" in reviewer
    clerk = signed_in(office.clerk).get(page("class", submitted.pk)).content.decode()
    assert f'class="btn btn-primary btn-block" href="{page("class_check", submitted.pk)}"' in clerk
    school = text(signed_in(office.school_clerk).get(page("class", submitted.pk)))
    assert "由县级审核人办理“审核通过”" in school
    assert "工作责任人" in school


def test_a_page_has_one_primary_button(signed_in, office, submitted, reviewed):
    for who in ("clerk", "reviewer", "head", "school_clerk"):
        for made in (submitted, reviewed):
            html = signed_in(getattr(office, who)).get(page("class", made.pk)).content.decode()
            enabled = re.findall(r"<(?:a|button)[^>]*btn-primary[^>]*>", html)
            assert len([tag for tag in enabled if "disabled" not in tag]) <= 1


def test_a_returned_class_shows_what_the_reviewer_wrote(signed_in, office, returned):
    assert "请写明教室" in text(signed_in(office.school_clerk).get(page("class", returned.pk)))


# --- the buttons ----------------------------------------------------------------------------------------------


def test_a_refused_step_is_told_in_full(signed_in, office, submitted):
    shown = text(act(signed_in(office.reviewer), submitted, "review"))
    for sentence in ("尚未核验培训机构的职业培训资质", "请填写“就业方向”", "请填写“就业帮扶措施”"):
        assert sentence in shown
    submitted.refresh_from_db()
    assert submitted.status == ClassStatus.SUBMITTED


def test_a_step_of_another_role_is_forbidden(signed_in, office, submitted):
    assert act(signed_in(office.clerk), submitted, "review").status_code == 403


def test_a_step_on_an_old_page_is_stale(signed_in, office, submitted):
    shown = text(
        act(signed_in(office.reviewer), submitted, "return_for_correction", comment="补材料", version=1)
    )
    assert "已被他人更新" in shown
    submitted.refresh_from_db()
    assert submitted.status == ClassStatus.SUBMITTED


@pytest.mark.parametrize(
    "data", [{"transition": "nonsense", "version": 1}, {"transition": "review"}, {"version": 1}]
)
def test_a_forged_request_changes_nothing(signed_in, office, submitted, data):
    response = signed_in(office.reviewer).post(page("class_act", submitted.pk), data, follow=True)
    assert "刷新页面" in text(response)


def test_the_portals_own_step_cannot_be_posted(signed_in, office):
    made = courses.approved_class(office.school, **office.class_officers)
    assert act(signed_in(office.clerk), made, "issue_board").status_code == 403


def test_approval_sends_the_board_to_the_worker(
    signed_in, office, reviewed, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, **options: sent.append(args[0]))
    with django_capture_on_commit_callbacks(execute=True):
        shown = text(act(signed_in(office.head), reviewed, "approve"))
    job = Job.objects.get(kind="courses.board")
    assert sent == [job.pk]
    assert "已办理“批准开班”" in shown
    assert "第 1 版正在制作" in shown

    make_board(job)
    reviewed.refresh_from_db()
    assert reviewed.status == ClassStatus.BOARD_ISSUED
    assert reviewed.notice_boards.get().status == BoardStatus.ISSUED
    assert "已发告知牌" in text(signed_in(office.head).get(page("class", reviewed.pk)))


def test_a_dead_broker_does_not_undo_the_approval(
    signed_in, office, reviewed, monkeypatch, django_capture_on_commit_callbacks
):
    def dead(args, **options):
        raise ConnectionError

    monkeypatch.setattr(tasks.run_job, "apply_async", dead)
    with django_capture_on_commit_callbacks(execute=True):
        act(signed_in(office.head), reviewed, "approve")
    assert Job.objects.get(kind="courses.board").status == JobStatus.QUEUED


# --- entering -------------------------------------------------------------------------------------------------


def application(office, **fields) -> dict:
    values = courses.application(office.school)
    item = values.pop("catalogue_item")
    return {
        **{name: getattr(value, "value", value) for name, value in values.items()},
        "institution": office.school.pk,
        "county": office.code,
        "catalogue_item": item.pk,
        **fields,
    }


@pytest.mark.parametrize("who", ["school_clerk", "clerk"])
def test_an_application_is_entered_and_leads_to_its_timetable(signed_in, office, who):
    client = signed_in(getattr(office, who))
    assert "办班信息" in text(client.get(page("class_new")))
    response = client.post(page("class_new"), application(office), follow=True)
    made = TrainingClass.objects.get()
    assert response.redirect_chain[0][0] == page("class_sessions", made.pk)
    assert made.number in text(response)
    assert made.entered_by == getattr(office, who)


def test_an_institution_enters_only_itself_and_any_county(signed_in, cast, office):
    client = signed_in(office.school_clerk)
    shown = text(client.get(page("class_new")))
    assert cast.other_school.name not in shown
    assert cast.far.region.name in shown
    response = client.post(page("class_new"), application(office, institution=cast.other_school.pk))
    assert "承办机构" in text(response)
    assert not TrainingClass.objects.exists()


def test_county_staff_enter_any_host_but_only_their_county(signed_in, cast, office):
    client = signed_in(office.clerk)
    shown = text(client.get(page("class_new")))
    assert cast.far.school.name in text(client.get(page("class_new")))
    assert cast.far.region.name + "\n" not in shown
    client.post(page("class_new"), application(office, county=cast.far.code))
    assert not TrainingClass.objects.exists()
    client.post(page("class_new"), application(office, institution=cast.far.school.pk))
    assert TrainingClass.objects.get().institution == cast.far.school


def test_everything_wrong_with_an_application_is_told_at_once(signed_in, office):
    response = signed_in(office.school_clerk).post(
        page("class_new"),
        application(
            office, name="", end_on="2026-02-01", theory_lessons=0, practice_lessons=0, manager_phone="12"
        ),
    )
    shown = text(response)
    for sentence in ("结业日期不能早于开班日期", "理论课时和实操课时不能都为0", "电话号码有误", "班次名称"):
        assert sentence in shown
    assert not TrainingClass.objects.exists()


def test_a_returned_application_is_corrected(signed_in, office, returned):
    client = signed_in(office.school_clerk)
    assert "实训楼" in client.get(page("class_edit", returned.pk)).content.decode()
    data = application(office, place="二号楼302", version=returned.version)
    client.post(page("class_edit", returned.pk), data)
    returned.refresh_from_db()
    assert returned.place == "二号楼302"
    stale = client.post(page("class_edit", returned.pk), {**data, "place": "别处"})
    assert "已被他人更新" in text(stale)
    returned.refresh_from_db()
    assert returned.place == "二号楼302"


@pytest.mark.parametrize(
    ("name", "who"),
    [("class_edit", "school_clerk"), ("class_sessions", "school_clerk"), ("class_change", "clerk")],
)
def test_a_closed_form_says_why(signed_in, office, submitted, name, who):
    response = signed_in(getattr(office, who)).get(page(name, submitted.pk), follow=True)
    assert response.redirect_chain[-1][0] == page("class", submitted.pk)
    assert "培训班当前为“已提交”" in text(response)


# --- timetable ------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(office) -> TrainingClass:
    return courses.draft_class(office.school, entered_by=office.school_clerk)


def rows(*lessons: tuple, total: int = 6, **data) -> dict:
    posted = {"row-TOTAL_FORMS": total, "row-INITIAL_FORMS": 0, "do": "save", "version": 1, **data}
    for at, values in enumerate(lessons):
        for column, value in zip(("day", "starts", "ends", "topic", "teacher"), values, strict=True):
            posted[f"row-{at}-{column}"] = value
    return posted


def test_a_timetable_is_typed_row_by_row(signed_in, office, draft):
    client = signed_in(office.school_clerk)
    teacher = office.school.teachers.get().pk
    empty = client.get(page("class_sessions", draft.pk))
    assert empty.content.decode().count('type="date" name="row-') >= 6
    data = rows(
        ("2026-03-03", "08:30", "11:30", "操作", teacher),
        ("2026-03-02", "08:30", "11:30", "安全", teacher),
    )
    client.post(page("class_sessions", draft.pk), data)
    assert [row.topic for row in draft.sessions.all()] == ["安全", "操作"]


def test_the_pattern_fills_the_days_and_keeps_what_was_typed(signed_in, office, draft):
    client = signed_in(office.school_clerk)
    teacher = office.school.teachers.get().pk
    data = rows(
        ("2026-03-02", "09:00", "10:00", "开班仪式", teacher),
        **{
            "do": "pattern",
            "pattern-first_day": "2026-03-02",
            "pattern-last_day": "2026-03-09",
            "pattern-skip_weekends": "on",
            "pattern-am_starts": "08:30",
            "pattern-am_ends": "11:30",
            "pattern-am_topic": "理论讲授",
            "pattern-am_teacher": teacher,
        },
    )
    made = client.post(page("class_sessions", draft.pk), data)
    assert not draft.sessions.exists()
    html = made.content.decode()
    assert html.count('value="开班仪式"') == 1
    # Five more weekdays: the first morning is taken, Saturday and Sunday are left out.
    assert len(re.findall(r'name="row-\d+-topic" value="理论讲授"', html)) == 5
    assert "2026-03-07" not in html


def test_a_wrong_row_keeps_everything_on_the_page(signed_in, office, draft):
    teacher = office.school.teachers.get().pk
    response = signed_in(office.school_clerk).post(
        page("class_sessions", draft.pk),
        rows(
            ("2026-03-02", "11:30", "08:30", "安全", teacher),
            ("2026-03-02", "14:00", "17:00", "", teacher),
        ),
    )
    shown = text(response)
    assert "有 2 处需要修改" in shown
    assert "下课时间必须晚于上课时间" in shown
    assert not draft.sessions.exists()


def test_a_clash_of_teachers_is_shown_on_the_page(signed_in, office, draft, submitted):
    busy = submitted.sessions.first()
    response = signed_in(office.school_clerk).post(
        page("class_sessions", draft.pk), rows(("2026-03-02", "09:00", "10:00", "安全", busy.teacher_id))
    )
    assert f"教师{busy.teacher.name}在2026-03-02 09:00已有其他课次" in text(response)


def test_rows_are_removed_by_ticking_or_wiping(signed_in, office, draft):
    client = signed_in(office.school_clerk)
    teacher = office.school.teachers.get().pk
    lessons = (
        ("2026-03-02", "08:30", "11:30", "安全", teacher),
        ("2026-03-03", "08:30", "11:30", "操作", teacher),
    )
    client.post(page("class_sessions", draft.pk), rows(*lessons))
    client.post(page("class_sessions", draft.pk), rows(*lessons, version=2, **{"row-0-DELETE": "on"}))
    assert [row.topic for row in draft.sessions.all()] == ["操作"]
    client.post(page("class_sessions", draft.pk), rows(version=3))
    assert not draft.sessions.exists()


# --- the county's part ----------------------------------------------------------------------------------------


def fixed(office, **fields) -> dict:
    return {
        "target_group": "企业职工",
        "job_direction": "县内制造企业",
        "support_measures": "推荐就业岗位",
        "supervisor": office.clerk.pk,
        "supervisor_phone": "",
        **{f"officer_{stage.value}": office.clerk.pk for stage in Stage},
        **fields,
    }


def test_the_county_fixes_the_facts_and_the_officers(signed_in, office, submitted):
    client = signed_in(office.clerk)
    assert "各环节责任人" in text(client.get(page("class_fix", submitted.pk)))
    client.post(page("class_fix", submitted.pk), fixed(office, version=submitted.version))
    submitted.refresh_from_db()
    assert (submitted.supervisor_name, submitted.supervisor_phone) == (
        office.clerk.full_name,
        office.clerk.work_phone,
    )
    assert submitted.stage_officers.count() == len(Stage)


def test_the_officers_of_another_county_are_not_offered(signed_in, cast, office, submitted):
    stranger = cast.sibling.head
    client = signed_in(office.clerk)
    assert stranger.full_name + "(" not in text(client.get(page("class_fix", submitted.pk)))
    response = client.post(
        page("class_fix", submitted.pk), fixed(office, supervisor=stranger.pk, version=submitted.version)
    )
    assert "培训班监督人" in text(response)
    submitted.refresh_from_db()
    assert not submitted.supervisor_name


def test_a_supervisor_of_the_managers_name_is_refused_in_the_form(signed_in, office, submitted):
    TrainingClass.objects.filter(pk=submitted.pk).update(manager_name=office.clerk.full_name)
    response = signed_in(office.clerk).post(
        page("class_fix", submitted.pk), fixed(office, version=submitted.version)
    )
    assert "不能是同一人" in text(response)


def test_the_check_shows_what_the_licence_does_not_cover(signed_in, office, submitted):
    client = signed_in(office.clerk)
    licence = office.school.licences.get()
    assert "覆盖本班" in text(client.get(page("class_check", submitted.pk)))
    office.school.licences.update(valid_to=core.DAY)
    assert "早于结业日2026-03-03" in text(client.get(page("class_check", submitted.pk)))
    data = {"licence": licence.pk, "result": "passed", "version": submitted.version}
    assert "早于结业日2026-03-03" in text(client.post(page("class_check", submitted.pk), data))
    assert "必须写明原因" in text(
        client.post(page("class_check", submitted.pk), {**data, "result": "failed"})
    )
    shown = text(
        client.post(
            page("class_check", submitted.pk),
            {**data, "result": "failed", "note": "有效期不足"},
            follow=True,
        )
    )
    assert "核验不通过" in shown
    assert "有效期不足" in shown


# --- boards ---------------------------------------------------------------------------------------------------


def change(made: TrainingClass, office, **fields) -> dict:
    return {
        "start_on": made.start_on,
        "place": made.place,
        "daily_times": made.daily_times,
        "manager_name": made.manager_name,
        "manager_phone": made.manager_phone,
        "supervisor": office.clerk.pk,
        "supervisor_phone": made.supervisor_phone,
        "reason": "教室漏雨",
        "version": made.version,
        **fields,
    }


def test_a_change_voids_the_board_and_shows_the_next_edition_in_the_making(signed_in, office, boarded):
    client = signed_in(office.clerk)
    assert "第 1 版立即作废" in text(client.get(page("class_change", boarded.pk)))
    shown = text(
        client.post(page("class_change", boarded.pk), change(boarded, office, place="二号楼302"), follow=True)
    )
    assert "第 2 版正在制作" in shown
    assert "教室漏雨" in shown
    assert boarded.notice_boards.get(edition=1).status == BoardStatus.VOIDED


def test_a_postponed_class_moves_with_its_lessons_and_its_board(signed_in, office, boarded):
    client = signed_in(office.clerk)
    later = boarded.start_on + timedelta(days=7)
    shown = text(
        client.post(page("class_change", boarded.pk), change(boarded, office, start_on=later), follow=True)
    )
    assert f"开班日期由{boarded.start_on}改为{later}" in shown
    assert {session.starts_at.date() for session in boarded.sessions.all()} == {later, later + timedelta(1)}


def test_a_new_supervisor_does_not_keep_the_old_ones_number(signed_in, office, boarded):
    """The number in the form is still 何正康's when another person is chosen."""
    signed_in(office.clerk).post(page("class_change", boarded.pk), change(boarded, office))
    boarded.refresh_from_db()
    assert (boarded.supervisor_name, boarded.supervisor_phone) == (
        office.clerk.full_name,
        office.clerk.work_phone,
    )


def test_the_papers_open_in_the_browser_under_their_names(signed_in, office, boarded):
    client = signed_in(office.clerk)
    for name, chinese in (("board_pdf", "%E5%91%8A%E7%9F%A5%E7%89%8C"), ("sheet_pdf", "%E8%B5%84%E8%B4%A8")):
        response = client.get(page(name, boarded.pk, 1))
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")
        disposition = response["Content-Disposition"]
        assert disposition.startswith("inline;")
        assert disposition.isascii()
        assert f"filename*=UTF-8''{chinese}" in disposition


def test_the_papers_are_not_there_for_strangers_or_before_they_are_made(signed_in, cast, office, boarded):
    for stranger in (cast.sibling.clerk, cast.other_school_clerk):
        assert signed_in(stranger).get(page("board_pdf", boarded.pk, 1)).status_code == 404
    client = signed_in(office.clerk)
    assert client.get(page("board_pdf", boarded.pk, 2)).status_code == 404
    client.post(page("class_change", boarded.pk), change(boarded, office))
    assert client.get(page("board_pdf", boarded.pk, 2)).status_code == 404
    assert client.get(page("board_pdf", boarded.pk, 1)).status_code == 200


def test_the_board_card_refreshes_itself_until_the_board_is_there(signed_in, office):
    made = courses.approved_class(office.school, **office.class_officers)
    client = signed_in(office.clerk)
    whole = client.get(page("class", made.pk)).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in whole
    part = client.get(page("class", made.pk), headers={"HX-Request": "true"})
    assert "hx-trigger" in part.content.decode()
    assert "<html" not in part.content.decode()
    make_board(made.notice_boards.get().job)
    done = client.get(page("class", made.pk), headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"


def test_a_failed_job_can_be_sent_again_from_the_page(signed_in, office):
    made = courses.approved_class(office.school, **office.class_officers)
    Job.objects.update(status=JobStatus.FAILED, error="ValueError: x")
    client = signed_in(office.clerk)
    shown = text(client.get(page("class", made.pk)))
    assert "没有做成" in shown
    assert "ValueError" not in shown
    assert "重新制作" not in text(signed_in(office.school_clerk).get(page("class", made.pk)))
    assert "第 1 版正在制作" in text(client.post(page("board_again", made.pk), follow=True))
