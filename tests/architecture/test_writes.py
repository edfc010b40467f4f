"""What has a life of its own is written by actions alone; doors don't decide."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from yunnan_training.local.places import ROOT

from .source import APPS, chain_of, door_modules, modules, name_of, room_of, tree_of

WRITING_ROOMS = {"actions", "models", "management"}
CREATING = {"create", "bulk_create", "get_or_create", "update_or_create", "acreate"}
CHANGING = {"update", "bulk_update", "delete", "save", "asave"}
# `self.client.save()` and the like; a queryset or an object of ours is never called so.
NOT_ROWS = {"cache", "session", "form_class", "formset", "forms", "context", "signer", "pghistory"}
# What decides about a claim. Labels, errors and parameters of the rules may be shown by anybody.
DECIDING = {"decide_claim", "decide", "eligibility", "duplicates", "amounts"}


def guarded_models() -> set[str]:
    """Models whose table refuses an unlawful state."""
    return {
        model.__name__
        for model in apps.get_models()
        if any(trigger.name == "lawful_state" for trigger in getattr(model._meta, "triggers", ()))
    }


def test_the_guarded_models_are_those_with_a_life():
    assert guarded_models() == {
        "TrainingClass",
        "RosterUpload",
        "Filing",
        "Claim",
        "Publicity",
        "PaymentBatch",
        "Payment",
        "LocalStandard",
        "RuleRelease",
    }


def writes_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Lines that write rows: `x.save()`, `M.objects.create()`, `qs.filter().update()`, `x.status = …`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr == "status":
                    yield node.lineno, f"{'.'.join(chain_of(target))} ="
        if not isinstance(node, ast.Call):
            continue
        chain = chain_of(node.func)
        if isinstance(node.func, ast.Name) and node.func.id == "setattr":
            named = node.args[1] if len(node.args) > 1 else None
            if isinstance(named, ast.Constant) and named.value == "status":
                yield node.lineno, "setattr(…, 'status')"
        if not chain or len(chain) < 2 or NOT_ROWS & set(chain[:-1]):
            continue
        act, before = chain[-1], set(chain[:-1])
        rows = before & {"objects", "_base_manager", "_default_manager", "filter", "exclude", "all"}
        moves = act == "update" and any(keyword.arg == "status" for keyword in node.keywords)
        if act in CREATING or act in {"save", "asave"} or (act in CHANGING and rows) or moves:
            yield node.lineno, ".".join(chain)


@pytest.mark.parametrize(
    "line",
    [
        "training_class.status = 'approved'",
        "setattr(claim, 'status', 'paid')",
        "claim.save()",
        "form.save()",
        "Claim.objects.create(number='1')",
        "Claim.objects.filter(pk=1).update(status='paid')",
        "roster.training_class.enrolments.all().delete()",
        "rows.update(status='paid')",
    ],
)
def test_the_scan_sees_a_write(line):
    assert list(writes_in(ast.parse(line)))


@pytest.mark.parametrize("line", ["context.update(title='x')", "cache.delete('x')", "status = claim.status"])
def test_the_scan_lets_other_lines_pass(line):
    assert not list(writes_in(ast.parse(line)))


def findings(paths: Iterator[Path]) -> list[str]:
    return [f"{name_of(path)}:{line} {what}" for path in paths for line, what in writes_in(tree_of(path))]


def test_in_the_apps_only_actions_write():
    assert findings(path for path in modules(*APPS) if room_of(path) not in WRITING_ROOMS) == []


def test_on_the_ground_floor_only_the_workflow_and_the_job_queue_change_a_status():
    core = ROOT / "yunnan_training" / "core"
    allowed = {core / "workflow.py", core / "jobs.py"}
    wrong = [
        f"{name_of(path)}:{line} {what}"
        for path in modules("yunnan_training")
        if path not in allowed
        for line, what in writes_in(tree_of(path))
        if what.endswith("status =") or "setattr" in what
    ]
    assert wrong == []


# A guarded object's status moves in `perform` alone. These actions set the state of another object, which has no
# table of its own: an edition of the board, a person's place on the roster, a payment's result.
STATUS_SETTERS = {
    "courses/actions/boards.py": "NoticeBoard: preparing, issued, voided",
    "courses/actions/results.py": "Enrolment",
    "courses/actions/enrolments.py": "Enrolment",
    "subsidies/actions/payments.py": "Payment, which the database guards by itself",
    "subsidies/actions/batches.py": "Payment, which the database guards by itself",
}


def test_actions_move_a_guarded_object_through_the_one_door():
    """`obj.status = …` and `.update(status=…)` in an action are for objects without a state table."""
    found = {}
    for path in modules(*APPS):
        if room_of(path) == "actions":
            lines = [
                f"{line} {what}"
                for line, what in writes_in(tree_of(path))
                if what.endswith("status =") or "setattr" in what or _updates_status(path, line)
            ]
            if lines:
                found[name_of(path)] = lines
    assert {name: lines for name, lines in found.items() if name not in STATUS_SETTERS} == {}


def _updates_status(path: Path, line: int) -> bool:
    return any(
        isinstance(node, ast.Call)
        and node.lineno == line
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "create"}
        and any(keyword.arg == "status" for keyword in node.keywords)
        for node in ast.walk(tree_of(path))
    )


def test_no_door_asks_the_law():
    """A door shows what an assessment stored; it doesn't decide by itself."""
    wrong = []
    for path in door_modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and "rules" in (node.module or "").split("."):
                names = {alias.name for alias in node.names} | {(node.module or "").split(".")[-1]}
                wrong += [f"{name_of(path)}:{node.lineno} {name}" for name in sorted(names & DECIDING)]
            if isinstance(node, ast.Import):
                wrong += [
                    f"{name_of(path)}:{node.lineno} {alias.name}"
                    for alias in node.names
                    if "rules" in alias.name.split(".") and DECIDING & set(alias.name.split("."))
                ]
    assert wrong == []


# A page may choose by a state what it shows; whether an act is lawful is said by the gate and the action. Doors that
# turn somebody away by a state all the same, each with the reason.
TURNING_AWAY = {
    "subsidies/views/payments.py:batch_settle": "spares the officer a form for nothing; the action refuses by itself",
}


def refusals_by_state(tree: ast.AST) -> Iterator[str]:
    """Functions with `if x.status …:` followed by a refusal: raise, messages.error, an error on a form."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.If) and _asks_state(node.test) and any(map(_refuses, node.body)):
                yield function.name


def _asks_state(test: ast.expr) -> bool:
    return any(
        isinstance(side, ast.Attribute) and side.attr == "status"
        for node in ast.walk(test)
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
    )


def _refuses(statement: ast.stmt) -> bool:
    return any(
        isinstance(node, ast.Raise)
        or (
            isinstance(node, ast.Call) and chain_of(node.func)[-1:] in (["error"], ["add_error"], ["Problem"])
        )
        for node in ast.walk(statement)
    )


@pytest.mark.parametrize(
    "line",
    [
        "if claim.status == 'paid': raise Http404",
        "if ready and claim.status not in OPEN: messages.error(request, '太晚了')",
        "if C.PAID == claim.status: form.add_error(None, '已拨付')",
    ],
)
def test_the_scan_sees_a_refusal_by_state(line):
    assert list(refusals_by_state(ast.parse(f"def view(request):\n    {line}")))


@pytest.mark.parametrize(
    "line", ["shown = claim.status == 'paid'", "if claim.status == 'paid': button = None"]
)
def test_the_scan_lets_a_choice_of_what_is_shown_pass(line):
    assert not list(refusals_by_state(ast.parse(f"def view(request):\n    {line}")))


def test_no_door_refuses_by_a_state():
    found = {
        f"{name_of(path)}:{name}" for path in door_modules() for name in refusals_by_state(tree_of(path))
    }
    assert found - TURNING_AWAY.keys() == set()
