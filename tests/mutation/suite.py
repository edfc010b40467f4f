"""Every mutant against the tests of the rules that reach its function, each in a fork of one pytest session: the tests are
collected once, a fork runs those that reach least first and ends with the first that fails.

Run by `python -m tests.mutation` inside the mutated copy: first `python suite.py REACHED`, which writes down which test
calls which function and how long it takes; then `python suite.py REACHED MUTANTS RESULTS`. MUTANTS has a name a line,
RESULTS gets a line each: name and «killed» or «survived».
"""

import gc
import json
import os
import signal
import sys
import time
from collections import defaultdict
from functools import cache
from itertools import zip_longest
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

TESTS = Path("tests/subsidies/rules")
# These look at files and processes of the whole house, not at what a function answers.
NOT_ASKED = ("test_purity.py", "test_readme.py")
MOST_SECONDS = 10  # of tests for one mutant that none of them notices
SLOW = 1  # second: a test that draws hundreds of cases
LONGEST = 30  # seconds of the processor: a mutant that takes longer hangs
MUTANT = "MUTANT_UNDER_TEST"


class Measuring:
    """Runs every test once, as the code stands."""

    def __init__(self, reached: Path):
        self.reached = reached

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not measure(session.items, self.reached):
            raise pytest.UsageError("the tests fail without any mutant")
        return True


class Asking:
    def __init__(self, reached: Path, mutants: list[str], results: Path):
        self.found = json.loads(reached.read_text(encoding="utf-8"))
        self.mutants, self.results = mutants, results

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        cached_functions()  # found once, before the forks
        by_id = {item.nodeid: item for item in session.items}
        reached: dict[str, list[pytest.Item]] = defaultdict(list)
        for node, (_, functions) in sorted(self.found.items(), key=lambda each: len(each[1][1])):
            for function in functions:
                reached[function].append(by_id[node])
        taken = {node: seconds for node, (seconds, _) in self.found.items()}
        with self.results.open("w", encoding="utf-8") as out:
            for name in self.mutants:
                items = nearest(reached.get(function_of(name), []), taken)
                survived = in_a_fork(lambda items=items, name=name: run_until_one_fails(items, name))
                print(name, "survived" if survived else "killed", file=out, flush=True)
        return True


def function_of(mutant: str) -> str:
    return mutant.rpartition("__mutmut_")[0]


def nearest(items: list[pytest.Item], taken: dict[str, float]) -> list[pytest.Item]:
    """As many as fit; those that reach little come first, because they are about it, and slow ones last."""
    chosen, seconds = [], 0.0
    for item in sorted(items, key=lambda item: taken[item.nodeid] > SLOW):
        seconds += taken[item.nodeid]
        if chosen and seconds > MOST_SECONDS:
            break
        chosen.append(item)
    return chosen


def run_until_one_fails(items: list[pytest.Item], mutant: str) -> bool:
    """Whether all of them pass with this mutant in place."""
    os.environ[MUTANT] = mutant
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    forget()
    for item, following in zip_longest(items, items[1:]):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            return False
    return True


def measure(items: list[pytest.Item], path: Path) -> bool:
    """Test → its seconds and the functions that it calls. Whether every test passes as the code stands."""
    from mutmut.mutation import trampoline

    hit: set[str] = set()
    trampoline.record_trampoline_hit = lambda name, caller=None: hit.add(name)
    os.environ[MUTANT] = "stats"
    found, file, passes = {}, None, True
    for item, following in zip(items, [*items[1:], None], strict=True):
        if item.path != file:
            forget()
            file = item.path
        hit.clear()
        began = time.perf_counter()
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            print(item.nodeid, "fails without any mutant", file=sys.stderr)
            passes = False
        found[item.nodeid] = (time.perf_counter() - began, sorted(hit))
    path.write_text(json.dumps(found), encoding="utf-8")
    return passes


def forget() -> None:
    """What the rules have read and remembered so far."""
    for each in cached_functions():
        each.cache_clear()


@cache
def cached_functions() -> list:
    return [
        each
        for each in gc.get_objects()
        if type(each).__name__ == "_lru_cache_wrapper" and each.__module__.startswith("subsidies.")
    ]


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


def main(reached: Path, mutants: Path | None = None, results: Path | None = None) -> int:
    settings.register_profile("mutation", deadline=None, derandomize=True, database=None)
    settings.load_profile("mutation")
    chosen = [str(path) for path in sorted(TESTS.glob("test_*.py")) if path.name not in NOT_ASKED]
    options = ["-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:django", "-p", "no:xdist"]
    asked = (
        Asking(reached, mutants.read_text(encoding="utf-8").split(), results)
        if mutants
        else Measuring(reached)
    )
    return int(pytest.main([*options, *chosen], plugins=[asked]))


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
