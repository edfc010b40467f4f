"""One claim decided with all its reasons, against OpenFisca's simulation of a single case with its trace switched on.

The same rules are written down for OpenFisca in `openfisca_rules.py`: fourteen checks, the outcome, the amount; figures
and readings as its dated parameters. Both sides run in one process, in an environment of its own (`var/bench`), which
`make bench` fills from requirements/bench.txt; the portal and its tests never see it. Outcome and amount agree on
every case before anything is timed.

Ours starts from the frozen facts and ends with the decision: every check with clause, sentence and inputs, the
worksheet, digests and version. OpenFisca starts from its own dictionary of inputs (made out of the facts beforehand,
unmeasured) and ends with outcome, amount and the trace read out as its web API answers it, without which nothing is
explained. Told besides: ours with the rules' memory emptied before every case, ours from stored JSON to JSON, theirs
with a trace that nobody reads.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(scale: int = 30_000, *, repeats: int = 7) -> list[str]:
    """`scale` counts rows elsewhere; a single case is the same at every scale."""
    python = os.environ.get("OPENFISCA_PYTHON")
    if not python:
        raise RuntimeError("OpenFisca is not installed: run it by make bench")
    command = [python, "-m", "tests.benchmarks.openfisca", "--repeats", str(repeats)]
    answer = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return answer.stdout.splitlines()


def compare(repeats: int) -> str:
    from subsidies.rules import Outcome, current, decide, facts_from_json

    from . import openfisca_rules as theirs
    from .measure import by_turns, shown

    cases = [each.to_json() for each in theirs.cases()]
    inputs = [theirs.inputs_of(facts_from_json("claim", case)) for case in cases]
    system, release = theirs.system(), current()
    outcomes: dict[str, int] = {}
    for case, given in zip(cases, inputs, strict=True):
        own = decide(facts_from_json("claim", case), release=release)
        outcome, amount, _ = theirs.calculated(system, given, read=False)
        if (own.outcome, own.amount or 0) != (theirs.OUTCOMES[outcome], round(float(amount), 2)):
            raise RuntimeError(f"OpenFisca and the rules disagree on {case}")
        outcomes[own.outcome] = outcomes.get(own.outcome, 0) + 1
    if Outcome.MET not in outcomes or len(outcomes) < 3:
        raise RuntimeError(f"the cases are too much alike: {outcomes}")

    known = [facts_from_json("claim", case) for case in cases]

    def ours() -> None:
        for facts in known:
            decide(facts, release=release)

    def forgetful() -> None:
        for facts in known:
            for memory in release._memories:
                memory.clear()
            decide(facts, release=release)

    def from_json_to_json() -> None:
        for case in cases:
            decide(facts_from_json("claim", case), release=release).to_json()

    def single_case() -> None:
        for given in inputs:
            theirs.calculated(system, given, read=False)

    def with_its_trace_read() -> None:
        for given in inputs:
            theirs.calculated(system, given, read=True)

    # Nothing waits for anything here, so it is the processor's time that is compared.
    sides = (ours, forgetful, from_json_to_json, single_case, with_its_trace_read)
    times = by_turns(*sides, repeats=repeats, clock=time.process_time)
    own, cold, whole, bare, read = (taken / len(cases) for taken in times)
    return (
        f"explained decision of one claim: {shown(own)} (nothing remembered {shown(cold)}, JSON to JSON {shown(whole)})"
        f" | OpenFisca {theirs.VERSION} single case, traced, trace read {shown(read)} (not read {shown(bare)})"
        f" | OpenFisca takes {read / own:.0f} times as long (trace not read {bare / own:.0f}; nothing remembered"
        f" {read / cold:.0f}, {bare / cold:.0f}; JSON to JSON {read / whole:.0f}, {bare / whole:.0f};"
        f" median of {repeats}, {len(cases)} cases, all agree)"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=7)
    print(compare(parser.parse_args().repeats))
    sys.exit()
