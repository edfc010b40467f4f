"""Every page that a person can open in a small world, and who opens it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import resolve, reverse

from courses.actions import leaving, rosters
from courses.models import TrainingClass
from courses.rosters.template import roster_template
from subsidies.actions import claims, simulations, standards
from subsidies.models import Claim, DecisionCertificate, Publicity
from tests.cast import PROVINCE, Cast
from tests.factories import core, courses, decisions, law, subsidies, trainees
from tests.factories.roster_book import Person, filled_in, mistyped
from tests.jurisdiction.routes import Route, routes
from tests.jurisdiction.world import World, build
from yunnan_training.core.models import User
from yunnan_training.core.permissions import TRAINEE_SESSION_KEY

ANYBODY, TRAINEE = "anybody", "trainee"
# Who is asked first to open a page; a page is looked at once.
PEOPLE = (
    ANYBODY,
    "clerk",
    "school_clerk",
    "reviewer",
    "head",
    "finance",
    "prefecture_officer",
    "provincial_officer",
    "system_admin",
    "auditor",
    "stranger",
    TRAINEE,
)
# What everybody with a desk has, each with other counters and another menu.
# Between the two halves of a sign-in, and nowhere else.
ON_THE_WAY = {"mfa_authenticate"}
OWN = ("/", "/classes/", "/claims/", "/audit/", "/users/")


@dataclass
class Portal:
    """The people with their sessions, and the pages of each."""

    people: dict[str, Client] = field(default_factory=dict)
    pages: dict[str, list[str]] = field(default_factory=dict)
    unopened: list[str] = field(default_factory=list)

    def cookie(self, name: str) -> str:
        found = self.people[name].cookies.get("sessionid")
        return found.value if found else ""


def furnish() -> Portal:
    cast = Cast()
    world = build(cast.owner, prefecture_officer=cast.prefecture_officer)
    more = list(in_other_states(cast))
    portal = Portal()
    for name in PEOPLE:
        portal.people[name] = client_of(name, cast, world)
        portal.pages[name] = []
    answered = set(ON_THE_WAY)
    for address in [*addresses(world), *more]:
        for name in PEOPLE:
            answer = portal.people[name].get(address)
            if answer.status_code in (200, 405):  # there; or only for a button, never for the address bar
                answered.add(resolve(address.partition("?")[0]).view_name)
            if is_page(answer):
                portal.pages[name].append(address)
                break
    portal.unopened = sorted({resolve(address).view_name for address in addresses(world)} - answered)
    for name in PEOPLE:
        own = [address for address in OWN if is_page(portal.people[name].get(address))]
        portal.pages[name] = list(dict.fromkeys([*portal.pages[name], *own]))
    return portal


def client_of(name: str, cast: Cast, world: World) -> Client:
    client = Client()
    if name == ANYBODY:
        # Asked for a code, so that there is a page to type it into.
        client.post("/trainees/sign-in/", {"name": "无此人", "id_number": Person(899).id_number})
    elif name == TRAINEE:
        session = client.session
        session[TRAINEE_SESSION_KEY] = world.of[Claim].trainee_id
        session.save()
        client.cookies["sessionid"] = session.session_key
    else:
        person = person_of(cast, name)
        client.post("/accounts/login/", {"login": person.username, "password": core.PASSWORD})
        client.post("/accounts/reauthenticate/", {"password": core.PASSWORD})  # opens the second factor
        if name == "stranger":  # appointed to nothing, but with a second factor
            TOTP.activate(person, generate_totp_secret())
            RecoveryCodes.activate(person)
    return client


def person_of(cast: Cast, name: str) -> User:
    office = cast if name.endswith(("_officer", "_admin", "auditor", "stranger")) else cast.owner
    return getattr(office, name)


def addresses(world: World) -> Iterator[str]:
    for route in routes():
        if not route.api:
            yield reverse(route.name, kwargs=arguments(route, world))


def arguments(route: Route, world: World) -> dict:
    if "number" in route.arguments:
        shown = world.of[TrainingClass if route.name.startswith("courses:") else Publicity]
        return {"number": shown.number}
    if "code" in route.arguments:
        return {"code": world.of[DecisionCertificate].code}
    return route.kwargs(world)


def is_page(answer) -> bool:
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def in_other_states(cast: Cast) -> Iterator[str]:
    """Pages that look otherwise, or open only, in a state that the running class has left or not reached."""
    office = cast.owner
    by, clerk, reviewer = (office.act(name) for name in ("school_clerk", "clerk", "reviewer"))
    drafted = courses.draft_class(office.school, entered_by=office.school_clerk)
    yield from class_pages(drafted.pk, "class", "class_edit", "class_sessions")
    submitted = courses.submitted_class(office.school, by=by)
    yield from class_pages(submitted.pk, "class", "class_check", "class_fix")
    reviewed = courses.reviewed_class(office.school, by=by, clerk=clerk, reviewer=reviewer)
    yield from class_pages(reviewed.pk, "class")
    boarded = courses.boarded_class(office.school, **office.class_officers)
    yield from class_pages(boarded.pk, "class", "class_change", "roster_new")
    stays, leaves = (courses.enrolment(boarded, trainees.trainee(office.code)) for _ in range(2))
    leaving.withdraw(leaves, reason="外出务工", by=by, at=core.at())
    yield from class_pages(boarded.pk, "enrolment_list")
    yield reverse("courses:enrolment_withdraw", args=[stays.pk])
    yield reverse("courses:enrolment_readmit", args=[leaves.pk])
    template = roster_template(class_title=boarded.name)
    first, second = Person(811).row, Person(812).row
    wrong = second | {"身份证号码": mistyped(second["身份证号码"]), "联系电话": "1234", "人员类别": "别的"}
    for rows in ([first, wrong], [first, second]):
        roster = rosters.upload(boarded, filled_in(template, rows), by=by, at=core.at())
        rosters.run_check(roster.pk)
        yield reverse("courses:roster", args=[roster.pk])
    finished = courses.finished_class(
        office.school, people=[trainees.trainee(office.code) for _ in range(3)], **office.class_officers
    )
    yield from class_pages(finished.pk, "class", "attendance", "results", "enrolment_list")
    yield from money_pages(office)
    yield from law_pages(cast)


def law_pages(cast: Cast) -> Iterator[str]:
    """A draft that can be released, one that can't, and a standard before its release."""
    by = cast.act("provincial_officer")
    drafted = law.draft_release(by)
    unlooked = law.higher_cap(parameter="public_base.filings_per_year", value="12")
    for row in (drafted, law.draft_release(by, unlooked)):
        yield reverse("subsidies:release", args=[row.pk])
    for parameter in ("technician.amount", "reading.once_in_life"):
        yield f"{reverse('subsidies:release_amend', args=[drafted.pk])}?parameter={parameter}"
    standard = standards.draft(
        key="local.attendance_share",
        region=cast.owner.region,
        value="0.80",
        valid_from=core.DAY,
        document="隆阳人社发〔2026〕3号(虚构)",
        quote="出勤率达到80%以上方可结业",
        by=cast.owner.act("clerk"),
        at=core.at(),
    )
    yield reverse("subsidies:standard", args=[standard.pk])
    yield from simulation_pages(cast)


def class_pages(pk: int, *names: str) -> Iterator[str]:
    for name in names:
        yield reverse(f"courses:{name}", args=[pk])


def simulation_pages(cast: Cast) -> Iterator[str]:
    """With changes in two counties, and one that still waits for its worker."""
    decisions.of_office(cast.owner)
    decisions.of_office(cast.far)
    readings = {"reading.once_in_life": "once_per_occupation_and_level"}
    by = cast.act("provincial_officer")
    province = core.region(PROVINCE)
    found = decisions.simulated(province, by=by, readings=readings, title="按职业计算次数的影响")
    yield reverse("subsidies:simulation", args=[found.pk])
    period = {"period_from": date(2026, 1, 1), "period_to": date(2026, 6, 30)}
    waiting = simulations.request(title="等待", region=province, readings=readings, **period, by=by)
    yield reverse("subsidies:simulation", args=[waiting.pk])


def money_pages(office) -> Iterator[str]:
    returned = claims.move(
        subsidies.submitted(office),
        "return_for_correction",
        by=office.act("reviewer"),
        at=core.at(hour=10),
        comment="请补充企业出具的岗位证明",
    )
    capped = subsidies.draft(office, "H1")
    for claim in (returned, capped):
        yield reverse("subsidies:claim", args=[claim.pk])
        yield reverse("subsidies:claim_edit", args=[claim.pk])
    fresh = subsidies.papers(office, "H3")["enrolment"]
    yield reverse("subsidies:claim_enter", args=[fresh.pk])
    subsidies.approved(office)
    paid = subsidies.settled(office, subsidies.cleared(office))
    yield reverse("subsidies:batch", args=[paid.pk])
    drafted = subsidies.batch(office, subsidies.cleared(office))
    yield reverse("subsidies:batch", args=[drafted.pk])
    subsidies.cleared(office)  # something to make a batch of
