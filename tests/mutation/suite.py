"""Every mutant against the tests of the rules that reach its function, each in a fork of one pytest session: the tests are
collected once, a fork runs the quickest first and ends with the first that fails.

Run by `python -m tests.mutation` inside the mutated copy: `python suite.py MUTANTS RESULTS`. MUTANTS has a name a
line, RESULTS gets a line each: name and «killed» or «survived».
"""

import gc
import json
import os
import signal
import sys
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

TESTS = Path("tests/subsidies/rules")
# These look at files and processes of the whole house, not at what a function answers.
NOT_ASKED = ("test_purity.py", "test_readme.py")
MOST_SECONDS = 20  # of tests for one mutant that none of them notices
LONGEST = 90  # seconds: a mutant that takes longer hangs
MUTANT = "MUTANT_UNDER_TEST"


class Suite:
    def __init__(self, mutants: list[str], results: Path):
        self.mutants, self.results = mutants, results

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        reached, taken = looked_at(session.items)
        with self.results.open("w", encoding="utf-8") as out:
            for name in self.mutants:
                items = quickest(reached.get(function_of(name), ()), taken)
                survived = in_a_fork(lambda items=items, name=name: run_until_one_fails(items, name))
                print(name, "survived" if survived else "killed", file=out, flush=True)
        return True


def function_of(mutant: str) -> str:
    return mutant.rpartition("__mutmut_")[0]


def quickest(items: list[pytest.Item], taken: dict[str, float]) -> list[pytest.Item]:
    """As many as fit, each file's together so that its fixtures are made once."""
    chosen, seconds = [], 0.0
    for item in sorted(items, key=lambda item: taken[item.nodeid]):
        seconds += taken[item.nodeid]
        if chosen and seconds > MOST_SECONDS:
            break
        chosen.append(item)
    return chosen


def run_until_one_fails(items: list[pytest.Item], mutant: str) -> bool:
    """Whether all of them pass with this mutant in place."""
    os.environ[MUTANT] = mutant
    signal.alarm(LONGEST)
    forget()
    for item, following in zip(items, [*items[1:], None], strict=True):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            return False
    return True


def looked_at(items: list[pytest.Item]) -> tuple[dict[str, list[pytest.Item]], dict[str, float]]:
    """Function → the tests that call it; test → seconds. Every test must pass as the code stands."""
    path = Path(f"reached-{os.getpid()}.json")
    if not in_a_fork(lambda: measure(items, path)):
        raise SystemExit("the tests fail without any mutant")
    found = json.loads(path.read_text(encoding="utf-8"))
    by_id = {item.nodeid: item for item in items}
    reached: dict[str, list[pytest.Item]] = defaultdict(list)
    for node, (_, functions) in found.items():
        for function in functions:
            reached[function].append(by_id[node])
    return reached, {node: seconds for node, (seconds, _) in found.items()}


def measure(items: list[pytest.Item], path: Path) -> bool:
    from mutmut.mutation import trampoline

    hit: set[str] = set()
    trampoline.record_trampoline_hit = lambda name, caller=None: hit.add(name)
    os.environ[MUTANT] = "stats"
    found, file = {}, None
    for item, following in zip(items, [*items[1:], None], strict=True):
        if item.path != file:
            forget()
            file = item.path
        hit.clear()
        began = time.perf_counter()
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            print(item.nodeid, "fails without any mutant", file=sys.stderr)
            return False
        found[item.nodeid] = (time.perf_counter() - began, sorted(hit))
    path.write_text(json.dumps(found), encoding="utf-8")
    return True


def forget() -> None:
    """What the rules have read and remembered so far."""
    for each in gc.get_objects():
        with suppress(ReferenceError):
            if type(each).__name__ == "_lru_cache_wrapper" and each.__module__.startswith("subsidies."):
                each.cache_clear()


def in_a_fork(ask) -> bool:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if ask() else 1
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def main(mutants: Path, results: Path) -> int:
    settings.register_profile("mutation", deadline=None, derandomize=True, database=None)
    settings.load_profile("mutation")
    chosen = [str(path) for path in sorted(TESTS.glob("test_*.py")) if path.name not in NOT_ASKED]
    options = ["-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:django", "-p", "no:xdist"]
    suite = Suite(mutants.read_text(encoding="utf-8").split(), results)
    return int(pytest.main([*options, *chosen], plugins=[suite]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
