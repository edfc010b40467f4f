"""A module is read in a sitting."""

from .source import modules, name_of

MOST_LINES = 400


def test_no_module_is_longer_than_a_sitting():
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}
