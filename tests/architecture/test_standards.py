"""The list of local standards says of each what the portal does by it, and the table of boundary cases what looks at a
figure that no question looks at; the code is held to the word."""

import ast

import pytest

from subsidies.rules.boundaries.probes import read_table
from subsidies.rules.local_standards import StandardEffect, local_standards
from yunnan_training.local.places import ROOT

from .source import modules, name_of, tree_of

# They release standards, as an office does, and obey none.
SPEAKERS = ("subsidies/management/demo/", "subsidies/api/viewsets/law_examples.py")


def keys_in_code() -> set[str]:
    return {
        node.value
        for path in modules()
        if not name_of(path).startswith(SPEAKERS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    } & local_standards().keys()


@pytest.mark.parametrize("kind", local_standards().values(), ids=lambda kind: kind.key)
def test_a_standard_that_acts_is_read_and_one_that_is_only_shown_is_not(kind):
    assert (kind.key in keys_in_code()) is (kind.effect is not StandardEffect.SHOWN)


def test_every_effect_has_its_word_and_is_used():
    used = {kind.effect for kind in local_standards().values()}
    assert used == set(StandardEffect)
    assert len({effect.label for effect in StandardEffect}) == len(StandardEffect)


@pytest.mark.parametrize("entry", read_table().undecided.values(), ids=lambda entry: entry.parameter)
def test_what_looks_at_a_figure_instead_of_a_question_has_a_test(entry):
    if entry.held_by:
        path, _, name = entry.held_by.partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
    else:
        assert "目标" in entry.why or "周期" in entry.why or "说明" in entry.why
