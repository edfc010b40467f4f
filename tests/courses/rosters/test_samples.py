"""The sample workbooks that people try by hand: what is committed is what the generator makes and the gate says."""

import pytest

from courses.rosters.check import check
from tests.courses.rosters.build import CONTEXT, PLACES
from tests.workbooks import make
from yunnan_training.core.xlsx.reader import read_workbook

# (row, column, severity, code) of 花名册-问题.xlsx, in the order of the report.
UGLY_FINDINGS = [
    (None, "D", "notice", "G07"),
    (None, "E", "notice", "G07"),
    (None, "J", "notice", "G09"),
    (5, "M", "error", "K12"),
    (6, "F", "notice", "G13"),
    (7, "F", "error", "G12"),
    (8, "F", "notice", "G13"),
    (9, "F", "notice", "G13"),
    (11, "H", "notice", "G13"),
    (12, "B", "notice", "G13"),
    (12, "F", "error", "K02"),
    (13, "F", "error", "K01"),
    (14, "F", "error", "K01"),
    (15, "F", "error", "G10"),
    (16, "H", "error", "G15"),
    (16, "K", "error", "G11"),
    (17, "C", "warning", "G17"),
    (17, "N", "error", "P01"),
    (18, "M", "error", "K12"),
    (19, "M", "error", "G12"),
    (20, "F", "error", "P04"),
    (21, "F", "error", "K16"),
    (21, "O", "warning", "G17"),
    (22, "B", "error", "G14"),
    (22, "I", "notice", "G18"),
    (23, "H", "warning", "G15"),
    (24, "H", "warning", "K10"),
    (25, "H", "warning", "K10"),
    (26, "H", "warning", "K10"),
    (27, "G", "warning", "G11"),
    (58, "", "notice", "G08"),
    (59, "", "notice", "G08"),
]


@pytest.mark.parametrize(
    ("path", "maker"), [(make.CLEAN, lambda: make.roster_workbook(40)), (make.UGLY, make.ugly_workbook)]
)
def test_the_committed_file_is_what_the_generator_makes(path, maker):
    assert read_workbook(path.read_bytes()) == read_workbook(maker())


def test_the_clean_roster_has_forty_people_and_nothing_to_say():
    report = check(make.CLEAN.read_bytes(), CONTEXT)
    assert report.findings == ()
    assert report.ok
    assert report.people == len(report.rows) == 40
    assert {row.household_code for row in report.rows} <= set(PLACES.values())


def test_the_ugly_roster_yields_exactly_these_findings():
    report = check(make.UGLY.read_bytes(), CONTEXT)
    assert [(f.row, f.column, f.severity.value, f.code) for f in report.findings] == UGLY_FINDINGS
    assert not report.ok
    assert report.people == 23
    assert [row.row for row in report.rows] == [6, 8, 9, 10, 11, 23, 24, 25, 26, 27]


def test_values_of_the_ugly_roster_are_read_without_furniture():
    rows = {row.row: row for row in check(make.UGLY.read_bytes(), CONTEXT).rows}
    assert rows[6].id_number.isalnum()
    assert len(rows[6].id_number) == 18
    assert rows[8].id_number.endswith("X")
    assert rows[9].id_number.isascii()
    assert rows[10].phone.isdigit()
    assert len(rows[11].phone) == 11
    assert rows[23].category == "poverty_registered"
    assert rows[23].household_kind == "城镇"
