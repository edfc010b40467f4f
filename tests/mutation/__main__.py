"""How many faults put into the law do the officials' cases notice? Called by `make mutate`.

mutmut changes one thing at a time (a comparison, a number, a word, a sentence) in a copy of the modules of
`subsidies/rules` that decide; every mutant is put to every case, in a fork. A mutant counts as killed only when some
case came out otherwise; everything else is listed with its change, and is a gap in the cases or changes nothing.
"""

import argparse
import ast
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "var" / "mutation"
RULES = Path("subsidies/rules")
TESTS = Path("tests/subsidies/rules")
WANTED = 0.9
PROCESSES = os.cpu_count() or 2
# What no case reaches: it reads, writes, compares or asks, and has tests of its own.
NOT_MUTATED = tuple(
    f"*/{name}"
    for name in (
        "documents/*", "ledger/*", "ambiguities.py", "amendments.py", "blocks.py", "boundaries/*", "cases.py", "differences.py",
        "fact_pages.py", "fact_schema.py", "interview.py", "local_standards.py", "parameter_files.py", "programmes.py",
        "replay.py", "situations.py", "vocabulary.py",
    )
)  # fmt: skip


def main() -> int:
    choice = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    choice.add_argument("names", nargs="*", default=["*"], help="patterns such as subsidies.rules.claims.*")
    choice.add_argument("--sample", type=int, help="so many mutants, chosen by a fixed seed")
    given = choice.parse_args()
    shutil.rmtree(WORK, ignore_errors=True)
    prepare()
    mutmut("run", "--max-children", "1", "subsidies.rules.rule.*_1")  # makes them all, runs hardly any
    mutants = [name for name in every_mutant() if any(fnmatch(name, wanted) for wanted in given.names)]
    if given.sample and given.sample < len(mutants):
        mutants = sorted(Random(71).sample(mutants, given.sample))  # nosec B311
    left = probed(mutants)
    print(f"{len(mutants)} mutants, {len(left)} survive the cases", flush=True)
    return report(len(mutants), left)


def every_mutant() -> list[str]:
    metas = sorted((WORK / "mutants" / RULES).rglob("*.meta"))
    return [name for meta in metas for name in json.loads(meta.read_text())["exit_code_by_key"]]


def probed(mutants: list[str]) -> list[str]:
    """Those that no case notices."""
    copy = WORK / "mutants"
    shutil.copy(Path(__file__).with_name("probe.py"), copy / "probe.py")
    running = []
    for process in range(PROCESSES):
        command = [sys.executable, "probe.py", f"baseline-{process}.json"]
        started = subprocess.Popen(
            command, cwd=copy, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ}
        )
        running.append((started, mutants[process::PROCESSES]))
    with ThreadPoolExecutor(PROCESSES) as pool:
        said = list(pool.map(lambda one: one[0].communicate("\n".join(one[1]))[0], running))
    if any(started.returncode for started, _ in running):
        raise SystemExit("the probe failed")
    survived = {line.split()[0] for text in said for line in text.splitlines() if line.endswith(" survived")}
    return [name for name in mutants if name in survived]


def prepare() -> None:
    """The rules and their tests alone: no Django, no services. mutmut passes over decorated functions, so a rule
    is made from its function below it instead of above."""
    WORK.mkdir(parents=True, exist_ok=True)
    for folder in (RULES, TESTS):
        shutil.copytree(ROOT / folder, WORK / folder, dirs_exist_ok=True)
    for path in [
        Path("subsidies/__init__.py"),
        Path("tests/__init__.py"),
        Path("tests/subsidies/__init__.py"),
    ]:
        if (ROOT / path).exists():
            shutil.copy(ROOT / path, WORK / path)
        else:
            (WORK / path).parent.mkdir(parents=True, exist_ok=True)
            (WORK / path).touch()
    (WORK / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\n"
        'addopts = "--import-mode=importlib -q -x -p no:randomly -p no:cacheprovider"\n'
        'pythonpath = ["."]\n'
        "[tool.mutmut]\n"
        f'source_paths = ["{RULES}"]\n'
        f"do_not_mutate = {list(NOT_MUTATED)!r}\n"
        'also_copy = ["subsidies", "tests"]\n'
        f'pytest_add_cli_args_test_selection = ["{TESTS}"]\n'
        'on_dependency_change = "ignore"\n',
        encoding="utf-8",
    )
    for path in (WORK / RULES).rglob("*.py"):
        path.write_text(without_decorators(path.read_text(encoding="utf-8")), encoding="utf-8")


def without_decorators(source: str) -> str:
    """`@rule("a")` above `def f` becomes `f = rule("a")(f)` after it; nothing else changes."""
    tree = ast.parse(source)
    lines = source.splitlines()
    for node in reversed(tree.body):
        if not isinstance(node, ast.FunctionDef):
            continue
        ours = [each for each in node.decorator_list if ast.unparse(each).startswith("rule(")]
        if not ours:
            continue
        lines.insert(node.end_lineno, f"{node.name} = {ast.unparse(ours[0])}({node.name})")
        del lines[ours[0].lineno - 1 : ours[0].end_lineno]
    return "\n".join(lines) + "\n"


def mutmut(*arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    done = subprocess.run(command, cwd=WORK, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


def report(mutants: int, left: list[str]) -> int:
    """The score, and every survivor with what was changed in it."""
    killed = mutants - len(left)
    for name in left:
        shown = mutmut("show", name)
        changed = [line for line in shown.splitlines() if re.match(r"[-+](?![-+])", line)]
        print(f"\n{name}")
        print("\n".join(changed))
    print(f"\nmutants {mutants}, killed {killed}: {killed / mutants:.1%} (wanted: {WANTED:.0%})")
    return 0 if killed >= WANTED * mutants else 1


if __name__ == "__main__":
    sys.exit(main())
