"""Who may do what: closed lists, and the walls between the roles."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import OWNER, PREFECTURE, PROVINCE
from tests.factories import core
from yunnan_training.core.jurisdiction import NOBODY
from yunnan_training.core.roles import REGION_ROLES, VERBS_OF, Role, Verb
from yunnan_training.local.places import ROOT
from yunnan_training.middleware import jurisdiction_of

# Looking at things changes nothing. Opening a sealed number is a look of another kind and is listed by role.
READING = {verb for verb in Verb if verb.name.startswith("VIEW_")}
DOORS = [
    path
    for folder in ("yunnan_training", "institutions", "trainees", "courses", "subsidies")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts and path.name != "roles.py"
]


def verbs_named_in(path: Path) -> set[str]:
    """`Verb.X` anywhere in a module."""
    return {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Verb"
    }


def test_every_role_has_its_verbs_and_every_verb_its_role():
    assert set(VERBS_OF) == set(Role)
    assert all(VERBS_OF.values())
    assert set(Verb) == frozenset().union(*VERBS_OF.values())


def test_every_verb_stands_at_some_door():
    """A right that no page, no resource and no step asks for is a promise nobody keeps."""
    named = set().union(*(verbs_named_in(path) for path in DOORS))
    assert {verb.name for verb in Verb} - named == set()


def test_no_door_names_a_verb_that_doesnt_exist():
    unknown = {str(path): verbs_named_in(path) - set(Verb.__members__) for path in DOORS}
    members = {"choices", "labels", "values", "names"}
    assert {path: names - members for path, names in unknown.items() if names - members} == {}


def test_the_system_administrator_has_no_business_right():
    assert VERBS_OF[Role.SYSTEM_ADMIN] == {Verb.MANAGE_USERS, Verb.VIEW_JOB}


def test_nobody_else_keeps_accounts():
    assert [role for role in Role if Verb.MANAGE_USERS in VERBS_OF[role]] == [Role.SYSTEM_ADMIN]


def test_the_auditor_reads_everything_of_business_and_changes_nothing():
    assert VERBS_OF[Role.AUDITOR] <= READING
    assert READING - VERBS_OF[Role.AUDITOR] == {Verb.VIEW_OWN_SUBSIDY}


def test_a_trainee_sees_their_own_subsidy_and_nothing_else():
    assert VERBS_OF[Role.TRAINEE] == {Verb.VIEW_OWN_SUBSIDY}


# 二(一)1: entered, reviewed and approved by different people; what is paid is decided by none who pays.
APART = [
    (Verb.ENTER_CLASS, Verb.REVIEW_CLASS),
    (Verb.ENTER_CLASS, Verb.APPROVE_CLASS),
    (Verb.REVIEW_CLASS, Verb.APPROVE_CLASS),
    (Verb.ENTER_CLAIM, Verb.REVIEW_CLAIM),
    (Verb.ENTER_CLAIM, Verb.APPROVE_CLAIM),
    (Verb.REVIEW_CLAIM, Verb.APPROVE_CLAIM),
    (Verb.APPROVE_CLAIM, Verb.PAY),
    (Verb.ENTER_CLAIM, Verb.PAY),
    (Verb.FILE_CLASSES, Verb.REGISTER_FILING),
]


@pytest.mark.parametrize("pair", APART, ids=lambda pair: f"{pair[0]}-{pair[1]}")
def test_no_role_holds_both(pair):
    assert [role for role in Role if set(pair) <= VERBS_OF[role]] == []


def test_prefecture_and_province_decide_on_no_class_and_no_claim():
    deciding = {Verb.REVIEW_CLASS, Verb.APPROVE_CLASS, Verb.REVIEW_CLAIM, Verb.APPROVE_CLAIM, Verb.PAY}
    for role in (Role.PREFECTURE_OFFICER, Role.PROVINCIAL_OFFICER):
        assert not VERBS_OF[role] & deciding


def test_full_numbers_are_for_those_who_need_them_at_work():
    assert {role for role in Role if Verb.REVEAL_PERSONAL in VERBS_OF[role]} == {
        Role.COUNTY_CLERK,
        Role.COUNTY_REVIEWER,
    }
    assert {role for role in Role if Verb.EXPORT_PERSONAL in VERBS_OF[role]} == {Role.FINANCE_OFFICER}


def test_every_role_of_an_office_names_its_levels():
    assert set(Role) - set(REGION_ROLES) == {Role.INSTITUTION_CLERK, Role.TRAINEE}


@pytest.mark.django_db
class TestInForce:
    def test_an_appointment_holds_from_its_first_day_to_its_last(self, cast):
        person = core.user()
        core.appoint(
            person, Role.COUNTY_CLERK, OWNER, valid_from=core.DAY, valid_to=core.DAY + timedelta(days=9)
        )
        held = [
            bool(jurisdiction_of(person, on=core.DAY + timedelta(days=days)).grants)
            for days in (-1, 0, 9, 10)
        ]
        assert held == [False, True, True, False]

    def test_a_disabled_account_reaches_nothing(self, cast):
        person = cast.owner.clerk
        person.is_active = False
        assert jurisdiction_of(person, on=core.DAY) == NOBODY

    @pytest.mark.parametrize(("code", "prefix"), [(PROVINCE, "53"), (PREFECTURE, "5305"), (OWNER, OWNER)])
    def test_a_grant_reaches_what_lies_inside_its_region(self, code, prefix):
        person = core.user()
        core.appoint(person, Role.AUDITOR, code)
        (grant,) = jurisdiction_of(person, on=core.DAY).grants
        assert grant.prefix == prefix

    def test_two_appointments_dont_lend_each_other_their_place(self, cast):
        """Clerk here, auditor there: entering is for here only."""
        person = cast.owner.clerk
        core.appoint(person, Role.AUDITOR, PROVINCE)
        jurisdiction = jurisdiction_of(person, on=core.DAY)
        assert [grant.prefix for grant in jurisdiction.grants_for(Verb.ENTER_CLAIM)] == [OWNER]
        assert {grant.prefix for grant in jurisdiction.grants_for(Verb.VIEW_CLAIM)} == {OWNER, "53"}
