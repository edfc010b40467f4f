"""Whatever an officer may change has its boundary cases, and they agree with what the law then says."""

import json

import pytest

from subsidies.rules import current
from subsidies.rules.boundaries import boundary_report, probes
from subsidies.rules.parameter_files import read_release_text

TRIED = sorted({probe.parameter for probe in probes()})


def changed(key: str):
    """The release with another choice, or the next figure, from 2027 on."""
    content = json.loads(current().to_text())
    parameter = next(each for each in content["parameters"] if each["key"] == key)
    old = parameter["values"][-1]
    others = [choice for choice in parameter.get("choices", {}) if choice != old["value"]]
    value = others[0] if others else str(int(old["value"]) + 1)
    new = {**old, "value": value, "valid_from": "2027-01-01", "valid_to": None}
    old["valid_to"] = "2026-12-31"
    parameter["values"].append(new)
    return read_release_text(json.dumps(content, ensure_ascii=False))


@pytest.mark.parametrize("key", TRIED)
def test_a_change_brings_cases_that_pass(key):
    report = boundary_report(current(), changed(key))
    assert [case.sentence for case in report.failed] == []
    assert report.missing == ()
    assert len(report.cases) >= 4


def test_a_change_that_no_case_looks_at_is_refused():
    (refusal,) = boundary_report(current(), changed("brands.per_year")).refusals
    assert "没有边界用例" in refusal
