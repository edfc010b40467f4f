"""What the ledger points to is there: functions, parameters, constraints, addresses, commands."""

import shutil
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import get_commands

from subsidies.rules.ledger import DATA, Target, TargetKind, ledger
from subsidies.rules.parameters import ParameterError, current
from tests.jurisdiction.routes import routes

ADDRESSES = {route.name for route in routes()}


def is_callable(path: str) -> bool:
    """A function or class at a dotted path."""
    module, _, name = path.rpartition(".")
    try:
        return callable(getattr(import_module(module), name, None))
    except (ImportError, ValueError):
        return False


def is_constraint(path: str) -> bool:
    label, _, name = path.partition(":")
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return False
    return name in {constraint.name for constraint in model._meta.constraints}


IS_THERE = {
    TargetKind.FUNCTION: is_callable,
    TargetKind.PARAMETER: lambda name: name in current().parameters,
    TargetKind.CHECK: lambda name: is_constraint(name) if ":" in name else is_callable(name),
    TargetKind.PAGE: lambda name: name in ADDRESSES,
    TargetKind.REPORT: lambda name: name in ADDRESSES or name in get_commands(),
    TargetKind.HUMAN: lambda _: True,
}


def absent(folder=DATA) -> list[str]:
    return [
        f"{entry.source}: no {target.kind} {target.name}"
        for entry in ledger(folder).values()
        for target in entry.targets
        if not is_there(target)
    ]


def is_there(target: Target) -> bool:
    return IS_THERE[target.kind](target.name)


def test_every_target_is_there():
    assert absent() == []


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "ledger"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


def replace_in(folder, old: str, new: str) -> None:
    found = 0
    for path in folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        found += text.count(old)
        path.write_text(text.replace(old, new), encoding="utf-8")
    assert found


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("eligibility.works_at_front_line", "eligibility.works_somewhere", "function"),
        ("subsidies.rules.bases.public.is_large", "subsidies.rules.bases.private.is_large", "function"),
        ("technician.amount\n    - parameter: reading.once", "technician.bonus\n    - parameter: reading.once", "parameter"),
        ("courses:public_classes", "courses:secret_classes", "page"),
        ("courses:filing_print", "courses:filing_sing", "report"),
        ("courses.workflow.facts_fixed", "courses.workflow.facts_broken", "check"),
        ("Claim:item_once_per_person", "Claim:item_twice_per_person", "check"),
        ("institutions.Institution:", "institutions.Academy:", "check"),
    ],
)  # fmt: skip
def test_a_target_that_does_not_exist_is_caught(copied, old, new, kind):
    replace_in(copied, old, new)
    found = absent(copied)
    assert found
    assert all(f": no {kind} " in line for line in found)


def test_an_unmapped_sentence_is_caught(copied):
    path = copied / "annexes.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("- sentence: 落款#2")], encoding="utf-8")
    with pytest.raises(ParameterError, match="nothing answers for 落款#2"):
        absent(copied)
