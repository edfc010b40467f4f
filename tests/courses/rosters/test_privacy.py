"""P06: whatever a clerk puts into whatever cell, a finding never carries the whole number."""

import re
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.rosters import check as gate
from courses.rosters.check import check
from tests.courses.rosters.build import CONTEXT, HEADER, PEOPLE, person_row, roster
from yunnan_training.core.xlsx.reader import Sheet, Workbook

FULL_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]|(?<![0-9])1[3-9][0-9]{9}(?![0-9])|[0-9]{12}")
SECRETS = st.sampled_from([PEOPLE[7].id_number, PEOPLE[7].phone, PEOPLE[7].bank_account])
CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    SECRETS,
    SECRETS.map(lambda text: f"某人 {text} 备注"),
    SECRETS.map(lambda text: "-".join((text[:6], text[6:]))),
    SECRETS.map(lambda text: float(text.replace("X", "0"))),
    SECRETS.map(lambda text: "".join(chr(ord(character) + 0xFEE0) for character in text)),
)


def judge(rows, header=HEADER):
    """The gate without the child process: the rows as the reader would give them."""
    none = frozenset()
    book = Workbook((Sheet("花名册", True, [list(header), *rows], none, none, none, none, ()),))
    original, gate.read_workbook = gate.read_workbook, lambda data: book
    try:
        return check(b"", CONTEXT)
    finally:
        gate.read_workbook = original


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.lists(CELLS, min_size=len(HEADER), max_size=len(HEADER)), min_size=1, max_size=5))
def test_any_cell_anywhere_is_judged_and_never_repeated_in_full(rows):
    report = judge(rows)
    for finding in report.findings:
        assert not FULL_NUMBER.search(finding.message), finding.message
        assert finding.message.endswith(("。", "”"))
    assert not FULL_NUMBER.search(str(report.as_dict()))
    faulty = {finding.row for finding in report.errors}
    assert not faulty & {row.row for row in report.rows}
    assert len(report.rows) <= report.people


@settings(max_examples=100, deadline=None)
@given(SECRETS, st.integers(0, len(HEADER) - 1))
def test_a_number_in_the_heading_or_the_sheet_name_is_masked_too(secret, position):
    header = [*HEADER, f"电话{secret}", secret]
    report = judge([person_row(0)], header)
    assert not FULL_NUMBER.search(str(report.as_dict()))


def test_each_row_given_out_is_complete():
    report = check(roster(*[person_row(order) for order in range(5)]), replace(CONTEXT))
    for row in report.rows:
        assert all((row.name, row.id_number, row.phone, row.category, row.birth_date, row.sex))
        assert row.privacy_notice_given
