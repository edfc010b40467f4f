"""The officials' cases: complete situations, and what each case changes in them."""

from pathlib import Path

import pytest
import yaml

CASES = Path(__file__).parent / "cases"


def _read(name: str):
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))


def _all_cases():
    for path in sorted(CASES.glob("*.yaml")):
        if not path.name.startswith("situations"):
            for case in _read(path.name):
                yield pytest.param(case, id=f"{path.stem}: {case['case']}")


def pytest_generate_tests(metafunc):
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", list(_all_cases()))


@pytest.fixture(scope="session")
def situations():
    """Complete situations by name; `question` (default: claim) says which question each is put to."""
    named = {}
    for path in sorted(CASES.glob("situations*.yaml")):
        for name, facts in _read(path.name).items():
            assert name not in named, name
            named[name] = facts
    return named


@pytest.fixture(scope="session")
def facts_of(situations):
    """The facts of a case: its situation with the changes laid over it, read as stored JSON is."""
    from subsidies.rules import facts_from_json

    def build(case):
        facts = {**situations[case["situation"]], **case.get("change", {})}
        return facts_from_json(facts.pop("question", "claim"), facts)

    return build


@pytest.fixture(scope="session")
def release_of():
    from subsidies.rules import current

    def build(case):
        release = current()
        for key, choice in case.get("readings", {}).items():
            release = release.with_reading(key, choice)
        return release

    return build


@pytest.fixture(scope="session")
def every_claim_case():
    return [param.values[0] for param in _all_cases() if "situation" in param.values[0]]


@pytest.fixture
def refusal(tmp_path):
    """The whole message with which a reader refuses a file that holds this text."""
    from subsidies.rules.releases import ParameterError

    def build(read, text, name):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ParameterError) as refused:
            read(path)
        return str(refused.value)

    return build
