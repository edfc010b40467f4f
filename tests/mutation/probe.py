"""Every mutant against every case, each in a fork of a process in which everything is loaded: a tenth of a second
instead of the second that a start of pytest takes. Run by `python -m tests.mutation` inside the mutated copy.

Prints a line per mutant: name and «killed» or «survived».
"""

import json
import os
import signal
import sys
from pathlib import Path

import yaml

CASES = Path("tests/subsidies/rules/cases")
LONGEST = 20  # seconds for all cases; a mutant that takes longer hangs


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


def answers(cases: list[tuple[str, dict, dict]]) -> list[str]:
    """What the rules say to each case, to the letter; of a case that raises, what it raises."""
    from subsidies.rules import current, decide, facts_from_json

    said = []
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
        said.append(json.dumps(answer, ensure_ascii=False, sort_keys=True, default=str))
    return said


def in_a_fork(mutant: str, cases, expected: list[str] | None, pipe: int | None = None) -> bool:
    """Whether the answers are `expected`; with `pipe` they are written there instead."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.environ["MUTANT_UNDER_TEST"] = mutant
            signal.alarm(LONGEST)
            said = answers(cases)
            if pipe is not None:
                os.write(pipe, json.dumps(said).encode())
            code = 0 if expected is None or said == expected else 1
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def main(names: list[str]) -> int:
    import subsidies.rules  # noqa: F401  loaded once, before the forks

    cases = read_cases()
    baseline = Path(sys.argv[1])
    with baseline.open("wb") as out:
        if not in_a_fork("", cases, None, out.fileno()):
            raise SystemExit("the cases fail without any mutant")
    expected = json.loads(baseline.read_bytes())
    for name in names:
        print(name, "survived" if in_a_fork(name, cases, expected) else "killed", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin.read().split()))
