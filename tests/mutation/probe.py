"""Every mutant against every case, each in a fork of a process in which everything is loaded: a tenth of a second
instead of the second that a start of pytest takes. Run by `python -m tests.mutation` inside the mutated copy.

Prints a line per mutant: name and «killed» or «survived».
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from operator import eq
from pathlib import Path

import yaml

CASES = Path("tests/subsidies/rules/cases")
LONGEST = 20  # seconds of the processor for all cases; a mutant that takes longer hangs


def read_cases() -> list[tuple[str, dict, dict]]:
    """(question, facts, readings) of every case of the officials, as plain JSON."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    files = {
        path.name: yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
        for path in sorted(CASES.glob("*.yaml"))
    }
    situations: dict[str, dict] = {}
    for name, content in files.items():
        if name.startswith("situations"):
            situations |= content
    cases = []
    for name, content in files.items():
        if name.startswith("situations"):
            continue
        for case in content:
            if "situation" in case:
                facts = {**situations[case["situation"]], **case.get("change", {})}
                cases.append((facts.pop("question", "claim"), facts, case.get("readings", {})))
    return cases


def answers(cases: list[tuple[str, dict, dict]]) -> Iterator[str]:
    """What the rules say to each case, to the letter; of a case that raises, what it raises."""
    from subsidies.rules import current, decide, facts_from_json

    for question, given, readings in cases:
        release = current()
        try:
            for key, choice in readings.items():
                release = release.with_reading(key, choice)
            facts = facts_from_json(question, given)
            decision = decide(facts, release=release)
            answer = [
                decision.to_json(),
                facts.to_json(),
                [c.code for c in (*decision.obstacles, *decision.warnings)],
            ]
            del answer[0]["rules_version"]
        except Exception as raised:  # a mutant may raise anything
            answer = [type(raised).__name__]
        yield json.dumps(answer, ensure_ascii=False, sort_keys=True, default=str)


def survives(mutant: str, cases, expected: list[str]) -> bool:
    """Whether every case is answered as expected; the first that isn't ends it."""
    return in_a_fork(mutant, lambda: all(map(eq, answers(cases), expected)))


def in_a_fork(mutant: str, ask: Callable[[], bool]) -> bool:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.environ["MUTANT_UNDER_TEST"] = mutant
            signal.setitimer(signal.ITIMER_PROF, LONGEST)
            code = 0 if ask() else 1
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def main(names: list[str]) -> int:
    import subsidies.rules  # noqa: F401  loaded once, before the forks

    cases = read_cases()
    baseline = Path(sys.argv[1])
    if not in_a_fork("", lambda: baseline.write_text(json.dumps([*answers(cases)])) > 0):
        raise SystemExit("the cases fail without any mutant")
    expected = json.loads(baseline.read_text())
    for name in names:
        print(name, "survived" if survives(name, cases, expected) else "killed", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin.read().split()))
