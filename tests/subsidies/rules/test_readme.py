"""The table of the rules' README is complete, and what a check quotes stands in the clause that it names."""

import re
from pathlib import Path

import pytest

from subsidies import rules
from subsidies.rules import QUESTIONS, decide
from subsidies.rules.documents import NOTICE, documents

HOME = Path(rules.__file__).parent
README = "\n".join(
    path.read_text(encoding="utf-8") for path in (HOME / "README.md", HOME / "admission" / "README.md")
)
CASES = Path(__file__).parent / "cases"


def _rows():
    return [line for line in README.splitlines() if line.startswith("| ") and line.count("|") == 6]


@pytest.fixture(scope="module")
def rules_asked(every_claim_case, facts_of):
    facts = [facts_of(case) for case in every_claim_case]
    return {rule for each in facts for rule in QUESTIONS[each.QUESTION].rules(each)}


def test_every_rule_has_a_row(rules_asked):
    named = set(re.findall(r"`(?:\w+\.)*(\w+)`", "\n".join(_rows())))
    assert {rule.__name__ for rule in rules_asked} <= named


def test_every_function_that_a_row_names_in_full_is_there(rules_asked):
    there = {f"{rule.__module__.removeprefix('subsidies.rules.')}.{rule.__name__}" for rule in rules_asked}
    written = set(
        re.findall(
            r"`((?:admission|claims|standards|schools|chiefs|bases|goals)\.\w+\.\w+)`", "\n".join(_rows())
        )
    )
    assert len(written) > 30
    assert written <= there


def test_every_file_of_cases_that_a_row_names_is_there_and_named():
    there = {path.stem for path in CASES.glob("*.yaml") if not path.stem.startswith("situations")}
    last = [re.sub(r"\([^)]*\)", "", row.split("|")[5]) for row in _rows()]
    named = {name.strip() for cell in last for name in cell.split(",")}
    assert there <= named


def test_what_a_check_quotes_stands_in_its_clause(every_claim_case, facts_of, release_of):
    notice = documents()[NOTICE]
    for case in every_claim_case:
        if "raises" in case:
            continue
        for check in decide(facts_of(case), release=release_of(case)).checks:
            if check.quote:
                assert notice.has(clause=check.clause, quote=check.quote), (check.code, check.quote)
            else:
                assert check.clause not in notice.clauses, check.code


def test_every_row_of_a_worksheet_names_a_clause_of_the_notice(every_claim_case, facts_of):
    for case in every_claim_case:
        if "raises" not in case:
            assert {row.clause for row in decide(facts_of(case)).worksheet} <= set(
                documents()[NOTICE].clauses
            )


def test_every_question_says_its_clause():
    assert {question.clause for question in QUESTIONS.values()} <= set(documents()[NOTICE].clauses)
    assert len({question.label for question in QUESTIONS.values()}) == len(QUESTIONS)
