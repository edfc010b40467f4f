"""Whatever may be said about a case has one Chinese name, and every name leads back to it."""

from enum import StrEnum

import pytest

from subsidies.rules import QUESTIONS
from subsidies.rules.facts import Facts
from subsidies.rules.vocabulary import NAMES, NAMES_IN, facts_in, values_of

# Questions whose facts have no Chinese names yet.
UNNAMED = {"admission"}
NAMED = {code: question for code, question in QUESTIONS.items() if code not in UNNAMED}


def kinds_of(cls):
    """The kind of case and, once each, the parts that its facts are made of."""
    found = [cls]
    for fact in facts_in(cls):
        if issubclass(fact.kind, Facts):
            found += kinds_of(fact.kind)
    return found


@pytest.mark.parametrize("question", NAMED)
def test_every_fact_and_every_value_has_a_name_of_its_own(question):
    for cls in kinds_of(QUESTIONS[question].facts):
        labels = [fact.label for fact in facts_in(cls)]
        assert len(set(labels)) == len(labels), cls.__name__
        for fact in facts_in(cls):
            if issubclass(fact.kind, StrEnum):
                names = values_of(fact.kind)
                assert set(names) == set(fact.kind), fact.kind.__name__
                assert len(set(names.values())) == len(names)


def test_no_name_is_kept_for_a_fact_that_is_gone():
    there = {
        (getattr(cls, "QUESTION", ""), fact.name)
        for question in NAMED.values()
        for cls in kinds_of(question.facts)
        for fact in facts_in(cls)
    }
    assert set(NAMES_IN) <= there
    assert set(NAMES) == {name for _, name in there}
