"""Every model that belongs to a place, an institution or a person says so, and can be narrowed to a jurisdiction."""

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db.models import Model

from yunnan_training.core.jurisdiction import NOBODY, Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb

APPS = {"core", "institutions", "trainees", "courses", "subsidies"}
OWNERS = {"core.Region", "institutions.Institution", "trainees.Trainee", "core.User"}

# Models with a link to an owner and no scope of their own, each with the reason.
EXEMPT = {
    "core.Region": "public knowledge; `core.regions.within` narrows it for forms",
    "core.Appointment": "read with the account it belongs to, whose scope is asked",
    "core.PasswordHistory": "never shown; read by the password rules alone",
    "core.ApiToken": "read by its hash when it is presented, and by the commands that issue and end it",
    "core.IdempotencyKey": "read by its caller's own key alone",
    "core.Job": "a requester's own: `within` by user, not by place",
    "core.Passage": "read through the object whose step it is",
    "core.PersonalDataAccess": "kept by region code; `core.oversight` narrows it",
    "core.StoredFile": "no page of its own: its owner decides",
    "institutions.Membership": "read with its institution",
    "trainees.OneTimeCode": "hashed; read by the trainee's own sign-in alone",
    "courses.StageOfficer": "read with its class",
    "courses.FilingItem": "read with its filing",
    "subsidies.AssessmentCheck": "read with its assessment",
    "subsidies.WorksheetLine": "read with its assessment",
    "core.RuleRelease": "the province's; every office may read it: `within` by verb, not by place",
    "subsidies.ReplayRun": "over the whole province: `within` by a grant of the province",
    "subsidies.ReplayMismatch": "read with its run",
    "subsidies.SimulationPart": "read with its simulation",
    "subsidies.SimulationChange": "read with its simulation",
}


def own_models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in APPS and not hasattr(model, "pgh_tracked_model")
    ]


SCOPED = [model for model in own_models() if hasattr(model, "SCOPE")]


def has_owner(model: type[Model]) -> bool:
    targets = {field.related_model for field in model._meta.fields if field.is_relation}
    return (
        any(target._meta.label in OWNERS or hasattr(target, "SCOPE") for target in targets)
        or model._meta.label in OWNERS
    )


def test_every_model_with_an_owner_has_a_scope_or_a_reason():
    without = {model._meta.label for model in own_models() if has_owner(model)} - {
        model._meta.label for model in SCOPED
    }
    assert without - EXEMPT.keys() == set()
    assert EXEMPT.keys() - without == set()  # a reason for something that isn't there any more


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_a_scope_is_one_that_can_be_asked(model):
    assert isinstance(model.SCOPE, Scope)
    assert isinstance(model.SCOPE.verb, Verb)
    assert model.SCOPE.verb.name.startswith(("VIEW_", "MANAGE_", "HELP_DESK"))
    assert isinstance(model._default_manager.all(), ScopedQuerySet)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_the_paths_of_a_scope_lead_to_their_owner(model):
    scope = model.SCOPE
    assert scope.region
    ends = {
        "region": ("core.Region", scope.region),
        "institution": ("institutions.Institution", scope.institution),
        "trainee": ("trainees.Trainee", scope.trainee),
    }
    for label, path in ends.values():
        if path:
            assert end_of(model, path) == label


def end_of(model: type[Model], path: str) -> str:
    """The model whose key stands at the end of an ORM path: "trainee__county__code" → core.Region."""
    for step in path.split("__"):
        name = model._meta.pk.name if step == "pk" else step
        field = next(each for each in model._meta.fields if name in (each.name, each.attname))
        if field.is_relation:
            model = field.related_model
        else:
            assert field.primary_key, f"{path} ends in {field}"
    return model._meta.label


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_nobody_sees_nothing(model):
    """Whoever holds no grant gets an empty answer, not all of it: the database isn't even asked."""
    with pytest.raises(EmptyResultSet):
        str(model.objects.within(NOBODY).query)
