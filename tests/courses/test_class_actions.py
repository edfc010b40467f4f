"""A class from application to its end: every step, and every sentence that stands in its way."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courses import selectors
from courses.actions import attendance, boards, checks, classes, filings
from courses.enums import AttendanceMark, BoardStatus, CheckResult, ClassStatus, Stage
from courses.models import NoticeBoard, Session, TrainingClass
from courses.tasks import make_board
from courses.workflow import host_admitted, open_work
from institutions.models import Institution
from tests.factories import core, courses, institutions, trainees
from yunnan_training.core.enums import JobStatus
from yunnan_training.core.models import Job
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import NotAllowed, Refused, Stale, available, passages

pytestmark = pytest.mark.django_db

BEFORE = core.at(core.DAY - timedelta(days=5))


@pytest.fixture
def office(cast):
    return cast.owner


@pytest.fixture
def host(office) -> Institution:
    return office.school


@pytest.fixture
def by(office):
    """`by("clerk")`: that person of the owner's office, ready to act."""
    return office.act


@pytest.fixture
def submitted(host, by) -> TrainingClass:
    return courses.submitted_class(host, by=by("school_clerk"))


@pytest.fixture
def prepared(host, by) -> TrainingClass:
    return courses.prepared_class(host, by=by("school_clerk"), clerk=by("clerk"))


@pytest.fixture
def reviewed(prepared, by) -> TrainingClass:
    return classes.move(prepared, "review", by=by("reviewer"), at=BEFORE)


@pytest.fixture
def approved(reviewed, by) -> TrainingClass:
    return classes.move(reviewed, "approve", by=by("head"), at=BEFORE)


@pytest.fixture
def boarded(host, office) -> TrainingClass:
    return courses.boarded_class(host, **office.class_officers)


def refused(act, *args, **kwargs) -> str:
    """What the person is told when an act is refused."""
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return "\n".join(caught.value.messages)


def put(training_class: TrainingClass, **fields) -> TrainingClass:
    """A fact that the forms don't let through, for the guard behind them."""
    TrainingClass.objects.filter(pk=training_class.pk).update(**fields)
    training_class.refresh_from_db()
    return training_class


# --- entering -------------------------------------------------------------------------------------------------


def enter(host, by, **fields) -> TrainingClass:
    values = courses.application(host, **fields)
    return classes.enter(
        institution=host, county=fields.get("county", host.county), by=by, at=BEFORE, **values
    )


def test_an_application_gets_a_number_and_its_first_passage(host, by):
    made = enter(host, by("school_clerk"))
    assert made.status == ClassStatus.DRAFT
    assert made.number.startswith("530502-2026-")
    assert [row.label for row in passages(made)] == ["录入开班申请"]


def test_county_staff_enter_a_class_of_a_host_registered_elsewhere(cast, by):
    made = classes.enter(
        institution=cast.sibling.school,
        county=cast.owner.region,
        by=by("clerk"),
        at=BEFORE,
        **courses.application(cast.sibling.school),
    )
    assert made.county == cast.owner.region


@pytest.mark.parametrize("stranger", ["other_school_clerk", "provincial_officer", "auditor", "stranger"])
def test_others_cannot_enter_for_the_host(cast, host, stranger):
    assert "只能为本机构或本县" in refused(enter, host, cast.act(stranger))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"end_on": core.DAY - timedelta(days=1)}, "结业日期不能早于开班日期"),
        ({"end_on": core.DAY + timedelta(days=367)}, "相隔一年以上，请核对年份"),
        ({"theory_lessons": 0, "practice_lessons": 0}, "课时不能都为0"),
    ],
)
def test_an_impossible_application_is_refused(host, by, fields, sentence):
    assert sentence in refused(enter, host, by("school_clerk"), **fields)


def test_a_submitted_application_cannot_be_changed(submitted, by):
    assert "不能修改" in refused(classes.correct, submitted, place="别处", by=by("school_clerk"), at=BEFORE)


def test_a_returned_application_can_be_changed_and_submitted_again(submitted, by):
    returned = classes.move(
        submitted, "return_for_correction", by=by("reviewer"), at=BEFORE, comment="请写明教室"
    )
    changed = classes.correct(returned, place="实训楼302", by=by("school_clerk"), at=BEFORE)
    again = classes.move(changed, "submit", by=by("school_clerk"), at=BEFORE)
    assert (again.status, again.place) == (ClassStatus.SUBMITTED, "实训楼302")


def test_a_return_without_a_comment_is_refused(submitted, reviewed, by):
    for made, name, who in (
        (submitted, "return_for_correction", "reviewer"),
        (reviewed, "send_back", "head"),
    ):
        assert "必须填写意见" in refused(classes.move, made, name, by=by(who), at=BEFORE)


# --- the timetable ------------------------------------------------------------------------------------------


def lesson(teacher, *, day: int = 0, hours: tuple[int, int] = (9, 11), topic: str = "安全") -> dict:
    on = core.DAY + timedelta(days=day)
    return {
        "starts_at": core.at(on, hours[0]),
        "ends_at": core.at(on, hours[1]),
        "topic": topic,
        "teacher": teacher,
    }


def test_a_teacher_in_two_places_is_named_with_the_hour(host, by):
    """K33, within one class and across classes."""
    teacher = host.teachers.first()
    one, other = enter(host, by("school_clerk")), enter(host, by("school_clerk"))
    classes.set_sessions(one, [lesson(teacher)], by=by("school_clerk"), at=BEFORE)
    told = refused(
        classes.set_sessions,
        other,
        [
            lesson(teacher, hours=(10, 12), topic="工艺"),
            lesson(teacher, day=1, topic="练习"),
            lesson(teacher, day=1, hours=(10, 12), topic="考核"),
        ],
        by=by("school_clerk"),
        at=BEFORE,
    )
    assert f"教师{teacher.name}在2026-03-02 10:00已有其他课次" in told
    assert "第1节“工艺”" in told
    assert "第3节“考核”" in told
    assert "练习" not in told
    assert not other.sessions.exists()


def test_a_lesson_that_follows_another_at_once_is_no_clash(host, by):
    teacher = host.teachers.first()
    made = enter(host, by("school_clerk"))
    rows = [lesson(teacher), lesson(teacher, hours=(11, 12))]
    classes.set_sessions(made, rows, by=by("school_clerk"), at=BEFORE)
    assert made.sessions.count() == 2


def test_a_lesson_ends_on_its_day(host, by):
    row = {**lesson(host.teachers.first()), "ends_at": core.at(core.DAY + timedelta(days=1), 11)}
    told = refused(
        classes.set_sessions, enter(host, by("school_clerk")), [row], by=by("school_clerk"), at=BEFORE
    )
    assert "上课和下课必须在同一天" in told


def test_a_cancelled_lesson_frees_its_teacher(boarded, host, by):
    first = boarded.sessions.first()
    classes.move(boarded, "terminate", by=by("head"), at=BEFORE, comment="报名不足")
    assert set(boarded.sessions.values_list("cancelled", flat=True)) == {True}
    Session.objects.create(
        training_class=enter(host, by("school_clerk")),
        starts_at=first.starts_at,
        ends_at=first.ends_at,
        topic="安全",
        teacher=first.teacher,
    )


def test_the_teachers_of_another_institution_are_refused(cast, host, by):
    made = enter(host, by("school_clerk"))
    stranger = cast.other_school.teachers.first()
    assert f"教师{stranger.name}不是承办机构的教师" in refused(
        classes.set_sessions, made, [lesson(stranger)], by=by("school_clerk"), at=BEFORE
    )


def test_no_timetable_and_lessons_outside_the_days_stop_the_application(host, by):
    made = enter(host, by("school_clerk"))
    assert "尚未安排课次" in refused(classes.move, made, "submit", by=by("school_clerk"), at=BEFORE)
    made = classes.set_sessions(
        made, [lesson(host.teachers.first(), day=9)], by=by("school_clerk"), at=BEFORE
    )
    assert "2026-03-11不在开班日期和结业日期之间" in refused(
        classes.move, made, "submit", by=by("school_clerk"), at=BEFORE
    )


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ("teacher", "尚未登记在任教师"),
        ("licence", "尚未登记办学证照"),
        ("closed", "已停办"),
        ("manager", "培训班管理人姓名"),
        ("manager_phone", "培训班管理人联系方式"),
    ],
)
def test_what_the_host_lacks_stops_the_application(host, by, lacking, sentence):
    made = enter(host, by("school_clerk"))
    made = classes.set_sessions(made, [lesson(host.teachers.first())], by=by("school_clerk"), at=BEFORE)
    if lacking == "teacher":
        host.teachers.update(active=False)
    elif lacking == "licence":
        host.licences.all().delete()
    elif lacking == "closed":
        Institution.objects.filter(pk=host.pk).update(active=False)
    else:
        put(made, **{{"manager": "manager_name"}.get(lacking, lacking): ""})
    assert sentence in refused(classes.move, made, "submit", by=by("school_clerk"), at=BEFORE)


def test_a_fourth_kind_of_host_is_refused_by_the_guard_and_the_database(submitted, host, by):
    """T24: an enterprise's own training centre is not named by the notice."""
    submitted.institution.kind = "enterprise_centre"
    assert "职业院校、技工院校或经批准的民办职业培训机构" in "".join(
        host_admitted(submitted, by=by("reviewer"), at=BEFORE)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=host.pk).update(kind="enterprise_centre")


# --- the qualification check --------------------------------------------------------------------------------


def check(made, licence, by, *, passed: bool = True, note: str = "", **fields):
    return checks.check_qualification(
        made, licence=licence, passed=passed, note=note, by=by, at=BEFORE, **fields
    )


def test_a_passed_check_gets_the_number_of_its_mark(submitted, host, by):
    made = check(submitted, host.licences.get(), by("clerk"))
    assert made.mark_number.startswith("HY530502-2026-")
    assert passages(submitted).filter(label__contains="核验通过").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        # T23: one day short at the end, and its counterpart at the beginning.
        ({"valid_to": core.DAY}, "早于结业日2026-03-03"),
        ({"valid_from": core.DAY + timedelta(days=1)}, "晚于开班日2026-03-02"),
        ({"occupations": ["4-10-01-06"]}, "核准范围不含职业(工种)6-18-02-04"),
    ],
)
def test_a_licence_that_does_not_cover_the_class_cannot_pass(submitted, host, by, fields, sentence):
    licence = institutions.licence(host, **fields)
    assert sentence in refused(check, submitted, licence, by("clerk"))
    assert not submitted.qualification_checks.exists()


def test_a_licence_valid_to_the_last_day_passes(submitted, host, by):
    licence = institutions.licence(host, valid_to=submitted.end_on)
    assert check(submitted, licence, by("clerk")).result == CheckResult.PASSED


def test_another_institutions_licence_is_refused(cast, submitted, by):
    stranger = cast.other_school.licences.get()
    assert "不是承办机构的证照" in refused(check, submitted, stranger, by("clerk"))


def test_a_failed_check_wants_its_reason_and_stops_the_review(prepared, host, by):
    licence = host.licences.get()
    assert "必须写明原因" in refused(check, prepared, licence, by("clerk"), passed=False)
    check(prepared, licence, by("clerk"), passed=False, note="副本与原件不符")
    assert "资质核验未通过" in refused(classes.move, prepared, "review", by=by("reviewer"), at=BEFORE)


def test_a_licence_shortened_after_the_check_stops_the_approval(reviewed, host, by):
    host.licences.update(valid_to=core.DAY)
    assert "早于结业日" in refused(classes.move, reviewed, "approve", by=by("head"), at=BEFORE)


def test_a_check_of_a_class_that_was_changed_meanwhile_is_stale(submitted, host, by):
    with pytest.raises(Stale):
        check(submitted, host.licences.get(), by("clerk"), version=submitted.version - 1)


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_a_check_belongs_between_application_and_approval(request, host, by, state):
    made = enter(host, by("school_clerk")) if state == "draft" else request.getfixturevalue("approved")
    assert "才能核验资质" in refused(check, made, host.licences.get(), by("clerk"))


# --- review and approval ------------------------------------------------------------------------------------

FIXED_ITEMS = {
    "target_group": "培训对象",
    "job_direction": "就业方向",
    "support_measures": "就业帮扶措施",
    "supervisor_name": "培训班监督人姓名",
    "supervisor_phone": "培训班监督人联系方式",
    "manager_name": "培训班管理人姓名",
    "manager_phone": "培训班管理人联系方式",
}


@pytest.mark.parametrize(("field", "label"), FIXED_ITEMS.items())
def test_review_and_approval_name_the_empty_item(prepared, by, field, label):
    """T20. 培训工种 is the catalogue item, which the database never lets be empty."""
    put(prepared, **{field: " "})
    assert f"请填写“{label}”" in refused(classes.move, prepared, "review", by=by("reviewer"), at=BEFORE)
    put(prepared, **{field: "已填写"})
    reviewed = classes.move(prepared, "review", by=by("reviewer"), at=BEFORE)
    put(reviewed, **{field: " "})
    assert f"请填写“{label}”" in refused(classes.move, reviewed, "approve", by=by("head"), at=BEFORE)


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_without_its_officer_is_named(reviewed, by, stage):
    """T20: 「明确各环节的工作责任人」."""
    reviewed.stage_officers.get(stage=stage).delete()
    told = refused(classes.move, reviewed, "approve", by=by("head"), at=BEFORE)
    assert f"“{stage.label}”环节尚未明确工作责任人" in told


def test_everything_that_is_missing_is_told_at_once(submitted, by):
    told = refused(classes.move, submitted, "review", by=by("reviewer"), at=BEFORE)
    for sentence in ("资质", "培训对象", "就业方向", "就业帮扶措施", "监督人姓名", "工作责任人"):
        assert sentence in told


def test_an_occupation_no_longer_in_the_catalogue_stops_the_approval(reviewed, by):
    item = reviewed.catalogue_item
    item.valid_to = core.DAY - timedelta(days=30)
    item.save()
    assert "不在现行" in refused(classes.move, reviewed, "approve", by=by("head"), at=BEFORE)


@pytest.mark.parametrize(
    ("move", "who"), [("submit", "school_clerk"), ("review", "reviewer"), ("approve", "head")]
)
def test_a_class_whose_days_are_over_is_stopped(prepared, reviewed, by, move, who):
    """Up to its last day it may still be approved, late; after it nothing could be held."""
    if move != "approve":
        reviewed = classes.move(reviewed, "send_back", by=by("head"), at=BEFORE, comment="改日期")
    if move == "review":
        reviewed = classes.move(reviewed, "submit", by=by("school_clerk"), at=BEFORE)
    evening = core.at(reviewed.end_on, 20)
    told = refused(classes.move, reviewed, move, by=by(who), at=evening + timedelta(hours=6))
    assert f"结业日期{reviewed.end_on}已过" in told
    classes.move(reviewed, move, by=by(who), at=evening)


def test_only_the_bureaus_own_people_become_stage_officers(cast, submitted, by):
    told = refused(
        classes.fix, submitted, officers={Stage.APPROVAL: cast.sibling.head}, by=by("clerk"), at=BEFORE
    )
    assert "“开班审批”责任人" in told
    assert "任职" in told


def test_manager_and_supervisor_are_two_people(submitted, by):
    told = refused(
        classes.fix,
        submitted,
        **{**courses.FIXED, "supervisor_name": submitted.manager_name},
        by=by("clerk"),
        at=BEFORE,
    )
    assert "不能是同一人" in told
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClass.objects.filter(pk=submitted.pk).update(supervisor_name=submitted.manager_name)


def test_approval_publishes_with_a_number_and_orders_the_board(approved, office):
    assert approved.status == ClassStatus.APPROVED
    assert approved.approval_number.startswith("隆阳区人社培〔2026〕")
    assert (approved.approved_by, approved.published_at) == (office.head.full_name, BEFORE)
    board = approved.notice_boards.get()
    assert board.status == BoardStatus.PREPARING
    assert board.job.args == {"board": board.pk}
    assert selectors.public_classes().filter(pk=approved.pk).exists()


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "reviewed"])
def test_nothing_is_public_before_approval(host, by, state):
    if state == "draft":
        made = enter(host, by("school_clerk"))
    elif state == "reviewed":
        made = courses.reviewed_class(host, by=by("school_clerk"), clerk=by("clerk"), reviewer=by("reviewer"))
    else:
        made = courses.submitted_class(host, by=by("school_clerk"))
        if state == "returned":
            made = classes.move(made, "return_for_correction", by=by("reviewer"), at=BEFORE, comment="补材料")
    assert made.status == state
    assert not selectors.public_classes().filter(pk=made.pk).exists()


# --- who may ------------------------------------------------------------------------------------------------


def test_one_person_never_takes_two_of_the_steps(host, by, office):
    """Entering, reviewing and approving are three people's, whatever appointments one holds."""
    for role in (Role.COUNTY_REVIEWER, Role.COUNTY_HEAD):
        core.appoint(office.clerk, role, office.code)
    core.appoint(office.reviewer, Role.COUNTY_HEAD, office.code)
    made = courses.prepared_class(host, by=by("clerk"), clerk=by("clerk"))
    assert "须由另一人办理" in refused(classes.move, made, "review", by=by("clerk"), at=BEFORE)
    made = classes.move(made, "review", by=by("reviewer"), at=BEFORE)
    for who in ("clerk", "reviewer"):
        assert "须由另一人办理" in refused(classes.move, made, "approve", by=by(who), at=BEFORE)
    assert classes.move(made, "approve", by=by("head"), at=BEFORE).status == ClassStatus.APPROVED


def test_who_corrected_an_application_cannot_review_it(submitted, by, office, host):
    core.appoint(office.clerk, Role.COUNTY_REVIEWER, office.code)
    returned = classes.move(
        submitted, "return_for_correction", by=by("reviewer"), at=BEFORE, comment="补材料"
    )
    changed = classes.correct(returned, place="实训楼302", by=by("clerk"), at=BEFORE)
    again = classes.move(changed, "submit", by=by("school_clerk"), at=BEFORE)
    assert "您已办理过“修改开班申请”" in refused(classes.move, again, "review", by=by("clerk"), at=BEFORE)


STRANGERS = [
    ("sibling", "reviewer"),
    ("far", "reviewer"),
    ("owner", "clerk"),
    ("owner", "head"),
    ("owner", "finance"),
    ("owner", "auditor"),
    ("owner", "school_clerk"),
]


@pytest.mark.parametrize(("where", "who"), STRANGERS)
def test_review_belongs_to_the_reviewer_of_this_county(cast, prepared, where, who):
    with pytest.raises(NotAllowed, match="没有在此办理"):
        classes.move(prepared, "review", by=getattr(cast, where).act(who), at=BEFORE)


@pytest.mark.parametrize("who", ["prefecture_officer", "provincial_officer", "auditor", "system_admin"])
def test_nobody_above_the_county_approves_a_class(cast, reviewed, who):
    """A35: the province registers, it doesn't approve."""
    with pytest.raises(NotAllowed):
        classes.move(reviewed, "approve", by=cast.act(who), at=BEFORE)


@pytest.mark.parametrize("act", ["correct", "set_sessions", "fix", "check", "change"])
def test_the_sibling_county_reaches_none_of_the_papers(cast, submitted, host, act):
    stranger = cast.sibling.act("clerk")
    acts = {
        "correct": lambda: classes.correct(submitted, place="别处", by=stranger, at=BEFORE),
        "set_sessions": lambda: classes.set_sessions(submitted, [], by=stranger, at=BEFORE),
        "fix": lambda: classes.fix(submitted, **courses.FIXED, by=stranger, at=BEFORE),
        "check": lambda: check(submitted, host.licences.get(), stranger),
        "change": lambda: boards.change_and_reissue(
            submitted, reason="换地点", place="别处", by=stranger, at=BEFORE
        ),
    }
    with pytest.raises(NotAllowed):
        acts[act]()


def test_a_step_that_the_portal_takes_itself_has_no_button(approved, by):
    with pytest.raises(NotAllowed):
        classes.move(approved, "issue_board", by=by("clerk"), at=BEFORE)
    approved.refresh_from_db()
    assert approved.status == ClassStatus.APPROVED


def test_a_stale_version_is_told(reviewed, by):
    with pytest.raises(Stale, match="已被他人更新"):
        classes.move(reviewed, "approve", by=by("head"), at=BEFORE, version=reviewed.version - 1)


# --- the board ----------------------------------------------------------------------------------------------


def test_the_worker_makes_the_board_and_issues_it_once(approved):
    job = approved.notice_boards.get().job
    for _ in range(2):
        make_board(job)
    board = approved.notice_boards.get()
    approved.refresh_from_db()
    assert (board.status, approved.status) == (BoardStatus.ISSUED, ClassStatus.BOARD_ISSUED)
    assert board.file.read().startswith(b"%PDF")
    assert board.sheet.read().startswith(b"%PDF")
    assert passages(approved).filter(move="issue_board").count() == 1


@pytest.mark.parametrize("state", ["submitted", "reviewed"])
def test_no_board_before_approval(request, by, state):
    """T21."""
    made = request.getfixturevalue(state)
    assert "培训班批准后才能出具告知牌" in refused(boards.request, made, by=by("clerk"), at=BEFORE)


def test_no_board_without_a_passed_check(approved, by):
    """T21."""
    boards.void(approved, reason="换牌", at=BEFORE)
    approved.qualification_checks.update(result=CheckResult.FAILED)
    assert "资质核验通过后才能出具告知牌" in refused(boards.request, approved, by=by("clerk"), at=BEFORE)


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("manager_name", "培训班管理人姓名"),
        ("manager_phone", "培训班管理人联系方式"),
        ("supervisor_name", "培训班监督人姓名"),
        ("supervisor_phone", "培训班监督人联系方式"),
        ("place", "培训地点"),
    ],
)
def test_no_board_with_an_empty_item(boarded, by, field, label):
    """T21: and nothing of the change stays."""
    told = refused(
        boards.change_and_reissue, boarded, reason="变更", by=by("clerk"), at=BEFORE, **{field: " "}
    )
    assert f"告知牌缺少“{label}”" in told
    assert boarded.notice_boards.get().status == BoardStatus.ISSUED


def test_no_board_on_which_one_person_supervises_himself(boarded, by):
    """T21: also when a blank hides that the names are one."""
    for name in (boarded.manager_name, " ".join(boarded.manager_name)):
        told = refused(
            boards.change_and_reissue,
            boarded,
            reason="变更",
            supervisor_name=name,
            by=by("clerk"),
            at=BEFORE,
        )
        assert "不能是同一人" in told


def test_a_change_voids_the_old_edition_and_orders_the_next(boarded, by):
    board = boards.change_and_reissue(boarded, reason="教室漏雨", place="二号楼", by=by("clerk"), at=BEFORE)
    old = boarded.notice_boards.get(edition=1)
    assert (old.status, old.void_reason, old.voided_at) == (BoardStatus.VOIDED, "教室漏雨", BEFORE)
    assert (board.edition, board.number, board.facts["place"]) == (2, old.number, "二号楼")
    assert old.facts["place"] != "二号楼"
    boarded.refresh_from_db()
    assert boarded.status == ClassStatus.BOARD_ISSUED


def test_a_change_wants_its_reason(boarded, by):
    assert "变更原因" in refused(
        boards.change_and_reissue, boarded, reason=" ", place="二号楼", by=by("clerk"), at=BEFORE
    )


def test_the_job_of_a_voided_edition_issues_nothing(approved, by):
    job = approved.notice_boards.get().job
    boards.change_and_reissue(approved, reason="换地点", place="二号楼", by=by("clerk"), at=BEFORE)
    make_board(job)
    assert approved.notice_boards.get(edition=1).status == BoardStatus.VOIDED
    approved.refresh_from_db()
    assert approved.status == ClassStatus.APPROVED


def test_a_board_that_could_not_be_made_can_be_ordered_again(approved, by):
    board = approved.notice_boards.get()
    assert "正在制作" in refused(boards.make_again, approved, by=by("clerk"), at=BEFORE)
    Job.objects.filter(pk=board.job_id).update(status=JobStatus.FAILED)
    again = boards.make_again(approved, by=by("clerk"), at=BEFORE)
    assert again.job_id != board.job_id
    assert (again.edition, again.job.status) == (1, JobStatus.QUEUED)


# --- the class itself ---------------------------------------------------------------------------------------


def test_no_attendance_before_the_board(approved, by):
    """T22."""
    lesson = approved.sessions.first()
    who = courses.enrolment(approved, trainees.trainee())
    told = refused(
        attendance.record_attendance,
        lesson,
        {who.pk: AttendanceMark.PRESENT},
        by=by("school_clerk"),
        at=lesson.ends_at,
    )
    assert "告知牌尚未出具" in told


def test_a_class_does_not_start_without_roster_or_before_its_day(boarded, by):
    told = refused(classes.move, boarded, "start", by=by("school_clerk"), at=BEFORE)
    assert "学员名册为空" in told
    assert "开班日期为2026-03-02" in told


def test_a_class_does_not_start_without_its_board(approved, by):
    courses.enrolment(approved, trainees.trainee())
    assert "不能办理“开班”" in refused(classes.move, approved, "start", by=by("school_clerk"), at=core.at())


def test_a_class_ends_when_every_lesson_is_held_and_marked_and_everybody_examined(host, office, by):
    made = courses.running_class(host, people=[trainees.trainee()], **office.class_officers)
    told = refused(classes.move, made, "finish", by=by("school_clerk"), at=core.at())
    assert "“操作练习”还未上课" in told
    assert "“安全与工艺”的考勤尚未登记齐全" in told
    assert "还有1名学员未登记考核结果" in told


def test_a_class_of_which_every_lesson_was_cancelled_does_not_end_with_certificates(host, office, by):
    made = courses.running_class(host, people=[trainees.trainee()], **office.class_officers)
    for lesson_ in made.sessions.all():
        attendance.cancel_session(lesson_, reason="停电", by=by("school_clerk"), at=core.at())
    courses.passed(made.enrolments.get())
    told = refused(classes.move, made, "finish", by=by("school_clerk"), at=core.at(made.end_on, 18))
    assert "没有上过课的培训班不能结业" in told


def test_the_whole_way(host, office):
    made = courses.finished_class(host, people=[trainees.trainee()], **office.class_officers)
    assert made.status == ClassStatus.FINISHED
    assert [row.move for row in passages(made).order_by("pk") if row.source != row.target] == [
        "enter",
        "submit",
        "review",
        "approve",
        "issue_board",
        "start",
        "finish",
    ]


def test_a_class_runs_while_its_filing_is_pending(cast, host, office, by):
    """T25: filing is registration, not approval; the report still names the class."""
    made = courses.boarded_class(host, **office.class_officers)
    courses.enrolment(made, trainees.trainee())
    officer = cast.act("prefecture_officer")
    filing = filings.consolidate(prefecture=office.region.parent, period=BEFORE.date(), by=officer, at=BEFORE)
    filing = filings.move(filing, "submit", by=officer, at=BEFORE)
    started = classes.move(made, "start", by=by("school_clerk"), at=core.at())
    assert started.status == ClassStatus.IN_TRAINING
    filings.move(
        filing, "return_for_correction", by=cast.act("provincial_officer"), at=core.at(), comment="缺地点"
    )
    assert made in selectors.unregistered_running(officer.jurisdiction)


def test_a_class_made_public_on_its_first_day_counts_as_late(reviewed, by):
    """T26."""
    assert not selectors.is_late_published(
        classes.move(reviewed, "approve", by=by("head"), at=core.at(core.DAY - timedelta(days=1)))
    )


def test_a_class_approved_on_its_first_day_is_late(reviewed, by):
    """T26."""
    assert selectors.is_late_published(classes.move(reviewed, "approve", by=by("head"), at=core.at()))


def test_termination_wants_a_reason_and_takes_the_board_down(boarded, by):
    assert "必须填写意见" in refused(classes.move, boarded, "terminate", by=by("head"), at=BEFORE)
    classes.move(boarded, "terminate", by=by("head"), at=BEFORE, comment="报名不足")
    assert boarded.notice_boards.get().status == BoardStatus.VOIDED
    assert not selectors.public_classes().filter(pk=boarded.pk).exists()


# --- the database itself ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"status": ClassStatus.APPROVED},
        {"status": ClassStatus.REVIEWED},
        {"status": "nonsense"},
        {"end_on": core.DAY - timedelta(days=1)},
        {"theory_lessons": 0, "practice_lessons": 0},
    ],
)
def test_the_database_refuses_nonsense_by_itself(submitted, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClass.objects.filter(pk=submitted.pk).update(**fields)


def test_a_public_class_keeps_its_approval(approved):
    for field in ("approval_number", "target_group", "job_direction", "support_measures"):
        with pytest.raises(IntegrityError), transaction.atomic():
            TrainingClass.objects.filter(pk=approved.pk).update(**{field: ""})


def test_a_class_is_born_a_draft(host, office):
    with pytest.raises(IntegrityError, match="初始状态"), transaction.atomic():
        courses.draft_class(host, entered_by=office.clerk, status=ClassStatus.SUBMITTED)


def test_one_valid_board_and_one_officer_a_stage(approved, office):
    board = approved.notice_boards.get()
    with pytest.raises(IntegrityError, match="one_valid_board_per_class"), transaction.atomic():
        NoticeBoard.objects.create(
            training_class=approved,
            edition=2,
            number=board.number,
            facts=board.facts,
            requested_by=office.clerk,
        )
    with pytest.raises(IntegrityError, match="one_officer_per_stage"), transaction.atomic():
        approved.stage_officers.create(stage=Stage.APPROVAL, officer=office.head)


# --- what a page offers -------------------------------------------------------------------------------------


def test_each_officer_is_offered_their_own_work(submitted, by):
    def offered(who):
        actor = by(who)
        work = [item.name for item in open_work(submitted, by=actor, at=BEFORE)]
        steps = [step.name for step in available(classes.CLASS_WORKFLOW, submitted, by=actor, at=BEFORE)]
        return work, steps

    assert offered("clerk") == (["check", "fix"], [])
    assert offered("reviewer") == (["check", "fix"], ["review", "return_for_correction"])
    assert offered("head") == ([], [])
    assert offered("school_clerk") == ([], [])
    assert offered("auditor") == ([], [])
