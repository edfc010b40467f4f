"""The rules know no framework, no clock and no network."""

import ast
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from subsidies import rules
from subsidies.rules import decide

HOME = Path(rules.__file__).parent
ROOT = HOME.parent.parent
MAY_IMPORT = {
    "ast", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools",
    "hashlib", "itertools", "json", "operator", "pathlib", "re", "sys", "types", "typing", "yaml",
}  # fmt: skip
CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "monotonic", "random", "getenv", "environ"}


def _sources():
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in HOME.rglob("*.py")}


def _modules():
    return sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in _sources()
    )


def _in_a_fresh_interpreter(program):
    program = f"import importlib, json, sys; sys.path.insert(0, {str(ROOT)!r})\n{program}"
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(done.stdout)


def test_importing_the_rules_brings_in_no_framework():
    loaded = _in_a_fresh_interpreter(
        f"for name in {_modules()!r}: importlib.import_module(name)\n"
        "print(json.dumps([name.split('.')[0] for name in sys.modules]))"
    )
    assert "subsidies" in loaded
    assert not {"django", "rest_framework", "celery", "psycopg2", "redis", "courses", "socket"} & set(loaded)


def test_any_module_of_the_rules_can_be_imported_first():
    loaded = _in_a_fresh_interpreter(
        f"names = {_modules()!r}\n"
        "for name in names:\n"
        "    for old in [each for each in sys.modules if each.startswith('subsidies')]: del sys.modules[old]\n"
        "    importlib.import_module(name)\n"
        "print(json.dumps(names))"
    )
    assert loaded == _modules()


def test_the_rules_import_only_what_is_pure():
    for path, tree in _sources().items():
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            assert {name.split(".")[0] for name in names} <= MAY_IMPORT, path.name


def test_the_rules_read_no_clock_no_chance_and_no_environment():
    for path, tree in _sources().items():
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        used |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not used & CLOCKS, path.name


def test_a_decision_does_not_depend_on_the_day_it_is_asked(every_claim_case, facts_of, release_of):
    def decide_all():
        return [
            decide(facts_of(case), release=release_of(case)).to_json()
            for case in every_claim_case
            if "raises" not in case
        ]

    answers = []
    for moment in (datetime(2018, 12, 26, 15, 59, 59, tzinfo=UTC), datetime(2044, 2, 29, tzinfo=UTC)):
        with time_machine.travel(moment, tick=False):
            answers.append(decide_all())
    with time_machine.travel(timedelta(days=-1)):
        answers.append(decide_all())
    assert answers[0] == answers[1] == answers[2]
