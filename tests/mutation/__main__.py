"""How many faults put into the law does anybody notice? Called by `make mutate`.

mutmut changes one thing at a time (a comparison, a number, a word, a sentence) in a copy of `subsidies/rules`. Every
mutant of a module that decides is put to every case of the officials (`probe.py`); what they don't notice, and every
mutant of the modules that read, compare and ask, is put to the tests of the rules that reach its function
(`suite.py`). A mutant counts as killed only when a case came out otherwise or a test failed. What survives must stand
in `survivors.yaml` with its reason, and nothing else may stand there. Without --all only what decides is asked about.
"""

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from difflib import ndiff
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / "var" / "mutation"
COPY = WORK / "mutants"
RULES = Path("subsidies/rules")
# What the rules' tests look at beside the rules.
BESIDE = ("tests/subsidies/rules", "yunnan_training/local/places.py", "docs/facts.md")
REACHED = "reached.json"
SURVIVORS = HERE / "survivors.yaml"
WANTED = 0.9
PROCESSES = os.cpu_count() or 2
# No case reaches them: they read, write, compare or ask, and their tests are asked at once.
NO_CASE = (
    "documents.*", "ledger.*", "boundaries.*", "ambiguities.*", "amendments.*", "blocks.*", "cases.*", "check_labels.*",
    "difference.*", "differences.*", "fact_pages.*", "fact_schema.*", "interview.*", "local_standards.*", "parameter_files.*",
    "programmes.*", "replay.*", "situations.*", "vocabulary.*",
)  # fmt: skip


def main() -> int:
    choice = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    choice.add_argument("names", nargs="*", default=["*"], help="patterns such as subsidies.rules.claims.*")
    choice.add_argument("--sample", type=int, help="so many mutants, chosen by a fixed seed")
    choice.add_argument(
        "--all", action="store_true", help="the modules that read, compare and ask, too (an hour)"
    )
    given = choice.parse_args()
    shutil.rmtree(WORK, ignore_errors=True)
    prepare()
    mutmut("run", "--max-children", "1", "subsidies.rules.rule.*_1")  # makes them all, runs hardly any
    there = [name for name in every_mutant() if given.all or given.names != ["*"] or not reads(name)]
    mutants = [name for name in there if any(fnmatch(name, wanted) for wanted in given.names)]
    if given.sample and given.sample < len(mutants):
        mutants = sorted(Random(71).sample(mutants, given.sample))  # nosec B311
    deciding = [name for name in mutants if not reads(name)]
    began = time.perf_counter()
    left = survivors_of(deciding, "probe.py", by_pipe)
    said(f"{len(deciding)} mutants of what decides: the cases notice {len(deciding) - len(left)}", began)
    asked = [*left, *(name for name in mutants if reads(name))]
    shutil.copy(HERE / "suite.py", COPY)
    subprocess.run([sys.executable, "suite.py", REACHED], cwd=COPY, stdout=subprocess.DEVNULL, check=True)
    said("every test was run once as the code stands", began)
    left = survivors_of(asked, "suite.py", by_file)
    said(f"{len(asked)} mutants put to the tests: they notice {len(asked) - len(left)}", began)
    asked_for = {module_of(name) for name in mutants} if given.names == ["*"] and not given.sample else set()
    return report(len(mutants), left, whole=asked_for)


def reads(mutant: str) -> bool:
    module = mutant.rpartition(".")[0].removeprefix("subsidies.rules.")
    return any(fnmatch(f"{module}.", pattern) for pattern in NO_CASE)


def said(sentence: str, began: float) -> None:
    print(f"{sentence} ({time.perf_counter() - began:.0f} s)", flush=True)


# -- making them ---------------------------------------------------------------------------------------------------


def prepare() -> None:
    """The rules and their tests alone: no Django, no services. mutmut passes over decorated functions, so that every
    decorator is put below its function instead of above."""
    for name in (str(RULES), *BESIDE):
        there = WORK / name
        there.parent.mkdir(parents=True, exist_ok=True)
        copy: Callable[..., Any] = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, there)
    for folder in ("subsidies", "tests", "tests/subsidies", "yunnan_training", "yunnan_training/local"):
        (WORK / folder / "__init__.py").touch()
    (WORK / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\n"
        'addopts = "--import-mode=importlib"\n'
        'pythonpath = ["."]\n'
        "[tool.mutmut]\n"
        f'source_paths = ["{RULES}"]\n'
        'also_copy = ["subsidies", "tests", "yunnan_training", "docs"]\n'
        'pytest_add_cli_args = ["-x", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:django"]\n'
        'pytest_add_cli_args_test_selection = ["tests/subsidies/rules/test_rule.py"]\n'
        'on_dependency_change = "ignore"\n',
        encoding="utf-8",
    )
    for path in (WORK / RULES).rglob("*.py"):
        path.write_text(without_decorators(path.read_text(encoding="utf-8")), encoding="utf-8")


def without_decorators(source: str) -> str:
    """`@rule("a")` above `def f` becomes `f = rule("a")(f)` after it, of functions and of methods alike."""
    lines = source.splitlines()
    tree = ast.parse(source)
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    functions = [node for body in bodies for node in body if isinstance(node, ast.FunctionDef)]
    for node in sorted(functions, key=lambda node: node.lineno, reverse=True):
        if not node.decorator_list or ast.unparse(node.decorator_list[0]) in ("classmethod", "staticmethod"):
            continue  # mutmut knows these two
        wrapped = node.name
        for decorator in reversed(node.decorator_list):
            wrapped = f"{ast.unparse(decorator)}({wrapped})"
        lines.insert(node.end_lineno, " " * node.col_offset + f"{node.name} = {wrapped}")
        del lines[node.decorator_list[0].lineno - 1 : node.lineno - 1]
    return "\n".join(lines) + "\n"


def mutmut(*arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    done = subprocess.run(command, cwd=WORK, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


def every_mutant() -> list[str]:
    metas = sorted((COPY / RULES).rglob("*.meta"))
    return [name for meta in metas for name in json.loads(meta.read_text())["exit_code_by_key"]]


# -- asking --------------------------------------------------------------------------------------------------------


def survivors_of(mutants: list[str], program: str, run: Callable[[str, int, list[str]], str]) -> list[str]:
    """Those that nobody notices, in the order given; the work is dealt out to processes."""
    shutil.copy(HERE / program, COPY / program)
    with ThreadPoolExecutor(PROCESSES) as pool:
        shares = [(program, each, mutants[each::PROCESSES]) for each in range(PROCESSES)]
        answers = list(pool.map(lambda share: run(*share), shares))
    verdicts = dict(line.rsplit(" ", 1) for answer in answers for line in answer.splitlines())
    if missing := [name for name in mutants if verdicts.get(name) not in ("killed", "survived")]:
        raise SystemExit(f"{program} gave no verdict on {len(missing)} mutants, {missing[0]} among them")
    return [name for name in mutants if verdicts[name] == "survived"]


def by_pipe(program: str, process: int, mutants: list[str]) -> str:
    command = [sys.executable, program, f"baseline-{process}.json"]
    return subprocess.run(
        command, cwd=COPY, input="\n".join(mutants), stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def by_file(program: str, process: int, mutants: list[str]) -> str:
    asked, answered = COPY / f"asked-{process}", COPY / f"answered-{process}"
    asked.write_text("\n".join(mutants), encoding="utf-8")
    with (COPY / f"log-{process}").open("w") as log:
        subprocess.run(
            [sys.executable, program, REACHED, asked.name, answered.name],
            cwd=COPY,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=True,
        )
    return answered.read_text(encoding="utf-8")


# -- telling -------------------------------------------------------------------------------------------------------


def report(mutants: int, left: list[str], *, whole: Collection[str]) -> int:
    """The score; every survivor without a reason; of the modules asked about as a whole, every reason without a
    survivor. Exit status."""
    reasons = read_reasons()
    unexplained = []
    for name in left:
        change = changed(name)
        fits = [each for each in reasons if each["module"] == module_of(name) and each["change"] == change]
        for each in fits:
            each["met"] = True
        if not fits:
            unexplained.append({"module": module_of(name), "change": change, "why": "?"})
    if unexplained:
        print("\nsurvivors without a reason:")
        print(yaml.safe_dump(unexplained, allow_unicode=True, sort_keys=False, width=1000))
    stale = [each for each in reasons if each["module"] in whole and not each.get("met")]
    for each in stale:
        print(f"survives no more: {each['module']}: {each['change']}")
    killed = mutants - len(left)
    print(f"mutants {mutants}, killed {killed}: {killed / mutants:.1%} (wanted: {WANTED:.0%})")
    return 0 if killed >= WANTED * mutants and not unexplained and not stale else 1


def read_reasons() -> list[dict[str, Any]]:
    """module, change («- old / + new»), why."""
    reasons = yaml.safe_load(SURVIVORS.read_text(encoding="utf-8")) if SURVIVORS.exists() else []
    for each in reasons:
        if set(each) != {"module", "change", "why"} or not each["why"].strip("? "):
            raise SystemExit(f"{SURVIVORS.name}: an entry has module, change and why, none empty: {each}")
    return reasons


def module_of(mutant: str) -> str:
    return mutant.rpartition(".")[0].removeprefix("subsidies.rules.")


def changed(mutant: str) -> str:
    """«function: old → new», the lines that differ without their indentation."""
    texts, name = functions_of(mutant.rpartition(".")[0]), mutant.rpartition(".")[2]
    function = name.rpartition("__mutmut_")[0]
    before, after = texts[f"{function}__mutmut_orig"], texts[name]
    before[0] = after[0] = ""  # the names differ
    lines = [line for line in ndiff(before, after) if line[0] in "-+"]
    old, new = (" ".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return f"{function.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}: {old} → {new}"


@cache
def functions_of(module: str) -> dict[str, list[str]]:
    """Every function and method of a mutated module, line by line."""
    path = COPY / Path(*module.split("."))
    path = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    return {
        node.name: lines[node.lineno - 1 : node.end_lineno]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    }


if __name__ == "__main__":
    sys.exit(main())
