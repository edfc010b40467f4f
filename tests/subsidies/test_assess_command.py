"""manage.py assess: a case a line, however many; what is wrong is told with its line, the rest is assessed."""

import io
import json
import tracemalloc

import orjson
import pytest
from django.core.management import CommandError, call_command

from subsidies.api.viewsets.examples import TECHNICIAN
from subsidies.management.commands.assess import LONGEST_LINE, lines_of
from subsidies.rules import ClaimFacts, current, decide
from tests.factories.law import put_in_force
from yunnan_training.core import law

pytestmark = pytest.mark.django_db


def case(**facts) -> bytes:
    return orjson.dumps({"question": "claim", "facts": {**TECHNICIAN["facts"], **facts}}) + b"\n"


class Run:
    """One run over these lines: its status, its answers, its faults, what it printed."""

    def __init__(self, folder, lines: list[bytes], **options):
        source, self.output, self.errors = (folder / name for name in ("cases", "answers", "faults"))
        source.write_bytes(b"".join(lines))
        out, err = io.StringIO(), io.StringIO()
        self.status = 0
        try:
            call_command(
                "assess",
                str(source),
                output=str(self.output),
                errors=str(self.errors),
                stdout=out,
                stderr=err,
                **options,
            )
        except SystemExit as ended:
            self.status = ended.code
        self.said = out.getvalue() + err.getvalue()

    @property
    def answers(self) -> list[dict]:
        return [json.loads(line) for line in self.output.read_text(encoding="utf-8").splitlines()]

    @property
    def faults(self) -> list[dict]:
        return [json.loads(line) for line in self.errors.read_text(encoding="utf-8").splitlines()]


def test_a_line_is_answered_with_the_whole_decision(tmp_path):
    run = Run(tmp_path, [b'{"id":7,' + case()[1:]])
    decided = decide(ClaimFacts.from_json(TECHNICIAN["facts"])).to_json()
    (answer,) = run.answers
    assert (run.status, run.faults) == (0, [])
    assert answer.items() >= {**decided, "line": 1, "id": 7, "release": law.in_force().number}.items()
    assert answer["checks"] == decided["checks"] and answer["worksheet"] == decided["worksheet"]


FAULTY = {
    17: (b"{not json\n", "", "不是有效的 JSON"),
    401: (case(front_line_post="yes"), "front_line_post", "是否一线岗位"),
    402: (case(colour="red"), "colour", "没有这一项事实"),
    1003: (case(day="2026-02-30"), "day", "申请日期(day):“2026-02-30”不是有效的日期"),
    1500: (b"[1, 2]\n", "", "应为一个情形"),
    1999: (b'{"question": "nothing", "facts": {}}\n', "question", "没有“nothing”"),
    2000: (b'{"facts": {}, "name": "x"}\n', "name", "没有“name”"),
    2500: (b'{"question": "claim", "facts": []}\n', "facts", "一组事实"),
    2501: (b'{"facts": {}}\n', "question", "必须填写"),
    3000: (case(day="1999-01-01"), "day", "施行"),
}


def test_ten_bad_lines_among_thousands_are_named_and_the_rest_is_assessed(tmp_path):
    lines = [case(certificate_number=f"S{n}") for n in range(3000)]
    for number, (line, _, _) in FAULTY.items():
        lines[number - 1] = line
    run = Run(tmp_path, lines)
    assert run.status == 1
    assert [fault["line"] for fault in run.faults] == sorted(FAULTY)
    for fault in run.faults:
        _, field, words = FAULTY[fault["line"]]
        assert fault["field"] == field
        assert words in fault["message"]
    assert [answer["line"] for answer in run.answers] == [n for n in range(1, 3001) if n not in FAULTY]
    assert "测算 2990 个，有误 10 行" in run.said


def test_the_faults_are_printed_where_no_file_is_named(tmp_path, capsys):
    (tmp_path / "cases").write_bytes(case() + case(colour="red"))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("assess", str(tmp_path / "cases"), stdout=out, stderr=err)
    assert ended.value.code == 1
    assert json.loads(out.getvalue())["line"] == 1
    assert "第 2 行：colour:没有这一项事实" in err.getvalue()


def test_nothing_assessed_is_another_status(tmp_path):
    assert Run(tmp_path, [b"{}\n"]).status == 2
    for options in ({"release": 999}, {}):
        with pytest.raises(CommandError) as refused:
            call_command("assess", str(tmp_path / ("cases" if options else "nowhere")), **options)
        assert refused.value.returncode == 2


def test_the_question_may_be_named_once_for_all(tmp_path):
    run = Run(tmp_path, [orjson.dumps({"facts": TECHNICIAN["facts"]})], question="claim")
    assert [answer["question"] for answer in run.answers] == ["claim"]


def test_an_older_release_may_be_asked(tmp_path):
    before = law.in_force()
    key = "reading.one_certificate_one_subsidy"
    other = next(choice for choice in current().parameter(key).choices if choice != "one_subsidy")
    now = put_in_force(current().with_reading(key, other))
    line = case(certificate_uses=[{"fund": "unemployment_insurance", "standing": "paid"}])
    by_release = {
        number: Run(tmp_path, [line], release=number).answers[0] for number in (before.number, now.number)
    }
    assert by_release[before.number]["outcome"] == "not_met"
    assert by_release[now.number]["outcome"] == "met"
    assert by_release[now.number]["rules_version"] == now.rules_version


class Endless(io.RawIOBase):
    """Lines that are made while they are read, so that only the reader can pile them up."""

    def __init__(self, count: int):
        self.left, self.line = count, case() + b"\n"

    def readline(self, size=-1):
        self.left -= 1
        return self.line if self.left >= 0 else b""


def peak_of(count: int) -> int:
    from subsidies.management.commands.assess import Command

    class Nowhere:
        def write(self, content=b""):
            """Kept nowhere."""

        flush = write

    command = Command(stderr=io.StringIO())
    tracemalloc.start()
    command._run(Endless(count), Nowhere(), None, "", law.in_force())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_ten_times_the_lines_need_no_more_memory():
    peak_of(50)  # whatever is read once is read now
    small, large = peak_of(300), peak_of(3000)
    assert large < small + 100_000


def test_a_line_without_end_is_passed_over_and_not_kept():
    source = io.BytesIO(b"a\n" + b"x" * (3 * LONGEST_LINE) + b"\n\nb")
    assert list(lines_of(source)) == [(1, b"a\n"), (2, None), (4, b"b")]
