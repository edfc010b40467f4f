"""`manage.py assess CASES.jsonl`: a case a line in, an answer a line out, of any number of lines in constant memory."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO

import orjson
from django.core.management.base import BaseCommand, CommandError

from subsidies.rules import QUESTIONS
from subsidies.rules.cases import CaseError, answer_of, assess
from yunnan_training.core import law
from yunnan_training.core.models import RuleRelease
from yunnan_training.core.workflow import Refused

LONGEST_LINE = 1_000_000  # bytes; the rest of a longer one is passed over, not kept
FIELDS = {"question", "facts", "id"}
ALL_ASSESSED, SOME_FAULTY, NOTHING_DONE = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Assess hypothetical cases: JSON lines {question, facts, id?} in, decisions out. Faulty lines are reported "
        "with line and fact, the rest is assessed. Ends with 0 (all assessed), 1 (some lines faulty) or 2 (nothing done)."
    )

    def add_arguments(self, parser):
        parser.add_argument("cases", help="the file of cases, or - for what comes in")
        parser.add_argument("--output", default="-", help="where the answers go; - prints them")
        parser.add_argument(
            "--errors", default="", help="where faulty lines are reported as JSON lines; else stderr"
        )
        parser.add_argument(
            "--question", default="", choices=["", *QUESTIONS], help="of lines that name none"
        )
        parser.add_argument("--release", type=int, help="number of the rule release; else the one in force")

    def handle(self, *args, **options):
        in_force = self._release(options["release"])
        with ExitStack() as stack:
            try:
                source = sys.stdin.buffer
                if options["cases"] != "-":
                    source = stack.enter_context(open(options["cases"], "rb"))
                target = self._target(stack, options["output"])
                faults = stack.enter_context(open(options["errors"], "wb")) if options["errors"] else None
            except OSError as failed:
                raise CommandError(f"打不开文件：{failed}", returncode=NOTHING_DONE) from None
            assessed, faulty = self._run(source, target, faults, options["question"], in_force)
        if faulty:
            sys.exit(SOME_FAULTY if assessed else NOTHING_DONE)

    def _run(self, source, target, faults, question: str, in_force: law.InForce) -> tuple[int, int]:
        begun, assessed, faulty = time.perf_counter(), 0, 0
        for number, line in lines_of(source):
            try:
                answer = _assessed(line, question, in_force)
            except CaseError as fault:
                faulty += 1
                self._report(faults, number, fault.field, fault.message)
                continue
            assessed += 1
            target.write(orjson.dumps({"line": number, **answer}, option=orjson.OPT_APPEND_NEWLINE))
        target.flush()
        seconds = time.perf_counter() - begun
        self.stderr.write(
            f"规则版本第 {in_force.number} 版：测算 {assessed} 个，有误 {faulty} 行，"
            f"用时 {seconds:.1f} 秒，每秒 {(assessed + faulty) / max(seconds, 1e-9):.0f} 行"
        )
        return assessed, faulty

    def _report(self, faults: BinaryIO | None, number: int, field: str, message: str) -> None:
        if faults is None:
            self.stderr.write(f"第 {number} 行：{message}")
        else:
            entry = {"line": number, "field": field, "message": message}
            faults.write(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE))

    def _target(self, stack: ExitStack, path: str):
        if path != "-":
            return stack.enter_context(open(path, "wb"))
        return getattr(self.stdout._out, "buffer", None) or _Texts(self.stdout)

    def _release(self, number: int | None) -> law.InForce:
        try:
            if number is None:
                return law.in_force()
            row = RuleRelease.objects.get(number=number)
        except Refused as refused:
            raise CommandError("；".join(refused.messages), returncode=NOTHING_DONE) from None
        except RuleRelease.DoesNotExist:
            raise CommandError(f"没有第 {number} 版规则", returncode=NOTHING_DONE) from None
        return law.InForce(row.pk, row.number, law.read(row))


class _Texts:
    """Takes bytes for a stream of text, when the command is called from code."""

    def __init__(self, stream):
        self.stream = stream

    def write(self, content: bytes) -> None:
        self.stream.write(content.decode(), ending="")

    def flush(self) -> None:
        self.stream.flush()


def lines_of(source: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """(number, line) of every line that isn't blank; None for one that is too long to be a case."""
    number = 0
    while line := source.readline(LONGEST_LINE):
        number += 1
        if line.endswith(b"\n") or len(line) < LONGEST_LINE:
            if line.strip():
                yield number, line
            continue
        while (rest := source.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def _assessed(line: bytes | None, question: str, in_force: law.InForce) -> dict[str, Any]:
    if line is None:
        raise CaseError("", f"超过 {LONGEST_LINE} 字节，不像一个情形")
    try:
        case = orjson.loads(line)
    except orjson.JSONDecodeError as broken:
        raise CaseError("", f"不是有效的 JSON（第 {broken.colno} 个字符）") from None
    if not isinstance(case, dict):
        raise CaseError("", "应为一个情形：question 和 facts")
    if unknown := sorted(case.keys() - FIELDS):
        raise CaseError(unknown[0], f"没有“{unknown[0]}”这一项")
    code, facts = case.get("question", question), case.get("facts")
    if not isinstance(code, str) or not code:
        raise CaseError("question", "question 必须填写")
    if not isinstance(facts, dict):
        raise CaseError("facts", "facts 应为一组事实")
    own = {"id": case["id"]} if "id" in case else {}
    return {**own, **answer_of(assess(code, facts, release=in_force.release), release_number=in_force.number)}
