"""The one door that changes a state, tried on training classes; and the database behind it, which agrees."""

import threading
from itertools import product

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from courses.enums import ClassStatus
from courses.models import TrainingClass
from courses.states import CLASS_STATES
from courses.workflow import CLASS_WORKFLOW
from tests.cast import OWNER
from tests.factories import core, courses
from yunnan_training.core import workflow
from yunnan_training.core.models import Passage
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import Actor, NotAllowed, Refused, Stale, Workflow

AT = core.at()
# The table without the guards of the app: what every object has in common.
BARE = Workflow(CLASS_STATES)


@pytest.fixture
def draft(cast) -> TrainingClass:
    return courses.draft_class(cast.owner.school, entered_by=cast.owner.school_clerk)


@pytest.fixture
def submitted(cast, draft) -> TrainingClass:
    return take(draft, "submit", by=cast.owner.act("school_clerk"))


def take(obj: TrainingClass, move: str, *, by: Actor, flow: Workflow = BARE, **more) -> TrainingClass:
    return workflow.perform(flow, obj, move, by=by, at=AT, **more)


def unchanged(obj: TrainingClass) -> bool:
    now = TrainingClass.objects.get(pk=obj.pk)
    return (now.status, now.version) == (obj.status, obj.version)


@pytest.mark.django_db
class TestPerform:
    def test_a_step_changes_state_and_version_and_leaves_a_row(self, cast, draft):
        clerk = cast.owner.act("school_clerk")
        moved = take(draft, "submit", by=clerk, comment="  请审核 ", version=draft.version)
        assert (moved.status, moved.version) == (ClassStatus.SUBMITTED, draft.version + 1)
        assert not unchanged(draft)
        row = workflow.passages(draft).get()
        assert (row.move, row.label, row.source, row.target) == (
            "submit",
            "提交开班申请",
            "draft",
            "submitted",
        )
        assert (row.actor, row.actor_name, row.office) == (clerk.user, clerk.user.full_name, clerk.office)
        assert (row.comment, row.at, row.request_id) == ("请审核", AT, "test-request")

    def test_fields_are_set_in_the_same_write(self, cast, draft):
        moved = take(draft, "submit", by=cast.owner.act("school_clerk"), place="新址")
        moved.refresh_from_db()
        assert (moved.place, moved.version) == ("新址", draft.version + 1)

    def test_a_version_that_somebody_else_overtook_is_refused(self, cast, draft):
        TrainingClass.objects.filter(pk=draft.pk).update(place="别处", version=draft.version + 1)
        with pytest.raises(Stale, match="已被他人更新"):
            take(draft, "submit", by=cast.owner.act("school_clerk"), version=draft.version)
        assert TrainingClass.objects.get(pk=draft.pk).status == ClassStatus.DRAFT

    def test_a_step_from_the_wrong_state_is_refused_by_name(self, cast, draft):
        with pytest.raises(Refused, match="当前状态为“草稿”，不能办理“审核通过”"):
            take(draft, "review", by=cast.owner.act("reviewer"))
        assert unchanged(draft)

    @pytest.mark.parametrize("office", ["sibling", "far"])
    def test_a_reviewer_of_another_county_is_refused(self, cast, submitted, office):
        with pytest.raises(NotAllowed):
            take(submitted, "review", by=getattr(cast, office).act("reviewer"))
        assert unchanged(submitted)

    @pytest.mark.parametrize(
        "who", ["clerk", "head", "finance", "auditor", "school_clerk"], ids=lambda who: who
    )
    def test_a_step_needs_its_verb(self, cast, submitted, who):
        with pytest.raises(NotAllowed):
            take(submitted, "review", by=cast.owner.act(who))
        assert unchanged(submitted)

    @pytest.mark.parametrize("who", ["provincial_officer", "prefecture_officer", "system_admin", "stranger"])
    def test_those_above_look_but_dont_decide(self, cast, submitted, who):
        with pytest.raises(NotAllowed):
            take(submitted, "review", by=cast.act(who))
        assert unchanged(submitted)

    def test_who_entered_it_doesnt_review_it(self, cast):
        person = cast.owner.reviewer
        core.appoint(person, Role.COUNTY_CLERK, OWNER)
        by = core.actor_for(person)
        made = courses.draft_class(cast.owner.school, entered_by=person)
        workflow.entered(made, by=by, at=AT)
        made = take(made, "submit", by=cast.owner.act("school_clerk"))
        with pytest.raises(Refused, match="须由另一人办理"):
            take(made, "review", by=by)
        assert unchanged(made)
        # Giving it back decides nothing, so the same person may.
        assert take(made, "return_for_correction", by=by, comment="缺附件").status == ClassStatus.RETURNED

    def test_who_reviewed_it_doesnt_approve_it(self, cast, submitted):
        person = cast.owner.reviewer
        core.appoint(person, Role.COUNTY_HEAD, OWNER)
        by = core.actor_for(person)
        reviewed = take(submitted, "review", by=by)
        with pytest.raises(Refused, match="审核通过"):
            take(reviewed, "approve", by=by)
        assert unchanged(reviewed)

    @pytest.mark.parametrize("comment", ["", "  \n"], ids=["empty", "blank"])
    def test_a_return_without_a_comment_is_refused(self, cast, submitted, comment):
        with pytest.raises(Refused, match="必须填写意见"):
            take(submitted, "return_for_correction", by=cast.owner.act("reviewer"), comment=comment)
        assert unchanged(submitted)

    def test_all_that_stands_in_the_way_is_said_at_once(self, cast, draft):
        TrainingClass.objects.filter(pk=draft.pk).update(manager_name="", manager_phone="")
        with pytest.raises(Refused) as refusal:
            take(draft, "submit", by=cast.owner.act("school_clerk"), flow=CLASS_WORKFLOW)
        said = "\n".join(refusal.value.messages)
        assert "课程表" in said
        assert "管理人姓名" in said
        assert "管理人联系方式" in said
        assert unchanged(draft)

    def test_what_is_refused_leaves_no_row(self, cast, submitted):
        before = workflow.passages(submitted).count()
        for who, move in (
            ("clerk", "review"),
            ("reviewer", "approve"),
            ("reviewer", "return_for_correction"),
        ):
            with pytest.raises(Refused):
                take(submitted, move, by=cast.owner.act(who))
        assert workflow.passages(submitted).count() == before

    def test_the_portal_itself_may_take_a_step_that_follows_from_an_act(self, submitted):
        moved = take(submitted, "review", by=Actor.machine())
        row = workflow.passages(moved).order_by("-pk")[0]
        assert (row.actor, row.actor_name, row.office) == (None, "系统", "系统自动处理")


@pytest.mark.django_db
class TestAvailable:
    def steps(self, obj, by, flow=BARE):
        return {step.name: step for step in workflow.available(flow, obj, by=by, at=AT)}

    def test_a_person_is_offered_their_own_steps_the_next_one_first(self, cast, submitted):
        offered = self.steps(submitted, cast.owner.act("reviewer"))
        assert list(offered) == ["review", "return_for_correction"]
        assert [step.primary for step in offered.values()] == [True, False]
        assert offered["return_for_correction"].comment_required

    @pytest.mark.parametrize("who", ["clerk", "head", "finance"])
    def test_others_of_the_county_are_offered_nothing(self, cast, submitted, who):
        assert self.steps(submitted, cast.owner.act(who)) == {}

    def test_neighbours_are_offered_nothing(self, cast, submitted):
        assert self.steps(submitted, cast.sibling.act("reviewer")) == {}

    def test_a_step_that_cant_be_taken_says_why(self, cast, submitted):
        offered = self.steps(submitted, cast.owner.act("reviewer"), CLASS_WORKFLOW)
        assert "资质" in offered["review"].refusal
        assert offered["return_for_correction"].refusals == []

    def test_a_step_of_the_portal_itself_is_no_button(self, cast, submitted):
        approved = take(submitted, "review", by=cast.owner.act("reviewer"))
        TrainingClass.objects.filter(pk=approved.pk).update(
            target_group="职工",
            job_direction="制造",
            support_measures="推荐",
        )
        approved = take(
            approved,
            "approve",
            by=cast.owner.act("head"),
            approval_number="隆人社培〔2026〕1号",
            approved_at=AT,
            published_at=AT,
        )
        assert list(self.steps(approved, cast.owner.act("clerk"))) == []
        assert list(self.steps(approved, cast.owner.act("head"))) == ["terminate"]

    def test_who_holds_the_next_step_is_said_in_words(self, submitted):
        assert workflow.waiting_for(BARE, submitted) == "由县级审核人办理“审核通过”"


@pytest.mark.django_db
class TestPassages:
    @pytest.mark.parametrize("act", ["UPDATE core_passage SET comment = '改'", "DELETE FROM core_passage"])
    def test_a_row_of_the_past_can_be_neither_changed_nor_deleted(self, submitted, act):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)
        assert workflow.passages(submitted).count() == 1

    def test_the_orm_cant_either(self, submitted):
        row = workflow.passages(submitted).get()
        row.comment = "改"
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save()
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()


EDGES = set(CLASS_STATES.edges())
UNLAWFUL = [
    (source, target)
    for source, target in product([ClassStatus.DRAFT, ClassStatus.SUBMITTED], ClassStatus.values)
    if source != target and (source, target) not in EDGES
]


@pytest.mark.django_db
class TestTheDatabase:
    @pytest.mark.parametrize(("source", "target"), UNLAWFUL, ids=[f"{s}-{t}" for s, t in UNLAWFUL])
    def test_it_refuses_a_passage_that_is_not_in_the_table(self, cast, draft, source, target):
        if source == ClassStatus.SUBMITTED:
            draft = take(draft, "submit", by=cast.owner.act("school_clerk"))
        with pytest.raises(IntegrityError, match="培训班不能由"), transaction.atomic():
            self.write("status = %s, version = version + 1", draft, target)
        assert unchanged(draft)

    def test_it_refuses_a_passage_that_doesnt_count_the_version_up(self, draft):
        with pytest.raises(IntegrityError, match="版本号"), transaction.atomic():
            self.write("status = %s", draft, ClassStatus.SUBMITTED)

    def test_it_lets_a_lawful_passage_through(self, draft):
        self.write("status = %s, version = version + 1", draft, ClassStatus.SUBMITTED)
        assert not unchanged(draft)

    @pytest.mark.parametrize("status", [each for each in ClassStatus.values if each != ClassStatus.DRAFT])
    def test_it_refuses_a_row_born_in_the_middle_of_its_life(self, cast, status):
        with pytest.raises(IntegrityError, match="只能从初始状态开始"), transaction.atomic():
            courses.draft_class(cast.owner.school, entered_by=cast.owner.clerk, status=status)

    def test_it_refuses_such_a_row_in_bulk_too(self, cast, draft):
        draft.pk, draft.number, draft.status = None, "530502-T-900000", ClassStatus.FINISHED
        with pytest.raises(IntegrityError, match="只能从初始状态开始"), transaction.atomic():
            TrainingClass.objects.bulk_create([draft])

    def write(self, assignment: str, obj: TrainingClass, status: str) -> None:
        with connection.cursor() as cursor:
            sql = f"UPDATE courses_trainingclass SET {assignment} WHERE id = %s"
            cursor.execute(sql, [str(status), obj.pk])


@pytest.mark.django_db(transaction=True)
def test_two_people_pressing_the_same_button_at_once_take_one_step(cast):
    school = cast.owner.school
    draft = courses.draft_class(school, entered_by=cast.owner.school_clerk)
    by = cast.owner.act("school_clerk")
    ready, outcomes = threading.Barrier(2), []

    def press() -> None:
        ready.wait()
        try:
            take(draft, "submit", by=by, version=draft.version)
            outcomes.append("taken")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    people = [threading.Thread(target=press) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert sorted(outcomes) == ["refused", "taken"]
    assert Passage.objects.filter(object_id=draft.pk, move="submit").count() == 1
