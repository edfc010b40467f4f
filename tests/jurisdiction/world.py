"""One office's world: an object of every kind that lies in it, so that every route can be asked for it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Model

from courses.actions import attendance, filings, results, rosters
from courses.models import Attendance
from institutions.models import Membership
from subsidies.actions import decision_certificates
from subsidies.models import ReplayRun
from tests.factories import core, courses, decisions, institutions, law, subsidies, trainees
from yunnan_training.core import jobs
from yunnan_training.core.enums import StoredFileKind
from yunnan_training.core.models import StoredFile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class World:
    """`of[Model]` is the object of that kind; `extra` are the other arguments that addresses take."""

    of: dict[type[Model], Model] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def add(self, *objects: Model) -> None:
        for item in objects:
            self.of[type(item)] = item


def build(office, *, prefecture_officer, school=None) -> World:
    """Make the world of a county office: a running class with everything on it, money on its way."""
    world = World()
    host = school or office.school
    clerk = core.actor_for(office.school_clerk if school is None else institutions.clerk_of(host))
    officers = {**office.class_officers, "by": clerk}
    person = trainees.trainee(office.code)
    training_class = courses.running_class(host, people=[person], **officers)
    board = training_class.notice_boards.get()
    session = training_class.sessions.order_by("pk").first()
    enrolment = training_class.enrolments.get()
    attendance.record_attendance(session, {enrolment.pk: "present"}, by=clerk, at=core.at(hour=17))
    results.record_result(enrolment, result="passed", by=clerk, at=core.at(hour=18))
    certificate = trainees.certificate(person)
    enrolment.refresh_from_db()
    enrolment.certificate = certificate
    enrolment.save(update_fields=["certificate"])
    roster = rosters.upload(training_class, b"not a workbook", by=clerk, at=core.at(hour=10))
    roster.marked_file = StoredFile.store(
        b"marked", kind=StoredFileKind.ROSTER_MARKED, name="x.xlsx", content_type=XLSX
    )
    roster.save(update_fields=["marked_file"])
    # The own institution claims for its trainee; in another institution's world the county itself does.
    own_claim = {"by": "school_clerk", "agreement": "代为申请协议书"} if school is None else {}
    claim, approved, other = (
        subsidies.draft(office, **own_claim),
        subsidies.approved(office),
        subsidies.cleared(office, count=1)[0],
    )
    filing = filings.consolidate(
        prefecture=office.region.parent,
        period=core.DAY,
        by=core.actor_for(prefecture_officer, on=core.DAY),
        at=core.at(core.DAY + timedelta(days=1)),
    )
    batch = subsidies.exported(office, [other])
    # Two worlds of one county set two standards that don't overlap.
    programme = "YUNSAO" if school is None else "RURAL"
    simulation = decisions.simulated(office.region, by=core.actor_for(prefecture_officer))
    decided = claim.assessments.first()
    made = decision_certificates.issue(decided, by=core.actor_for(office.clerk), at=core.at(hour=19))
    world.add(
        host,
        institutions.licence(host),
        institutions.teacher(host),
        Membership.objects.filter(institution=host).first(),
        training_class,
        training_class.catalogue_item,
        training_class.qualification_checks.get(),
        board,
        session,
        roster,
        enrolment,
        Attendance.objects.get(session=session, enrolment=enrolment),
        person,
        certificate,
        claim,
        decided,
        decision_certificates.render(made.pk),
        subsidies.publicity(office, [approved]),
        batch,
        batch.payments.get(),
        simulation,
        filing,
        filing.items.first(),
        office.clerk,
        office.clerk.appointments.get(),
        office.region,
        core.token(office.clerk),
        law.standard(office.code, "local.class_size", "30", drafted_by=office.clerk, programme=programme),
        law.draft_release(law.MACHINE),
        ReplayRun.objects.create(started_at=core.at(), finished_at=core.at(hour=10), checked=1),
        jobs.request("nobody.asks", args={}, by=office.clerk),
    )
    world.extra = {"edition": board.edition, "field": "phone", "stage": "approval"}
    return world
