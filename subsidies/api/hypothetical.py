"""Cases that somebody only thinks of: read strictly, assessed by the release in force, stored nowhere."""

from collections.abc import Mapping
from typing import Any

from yunnan_training.core import law
from yunnan_training.core.api.problems import Problem

from ..rules.cases import CaseError, answer_of, assess
from .fact_schema import LONGEST_ID, MOST_CASES

ONE, MANY = {"question", "facts"}, {"cases"}


def is_hypothetical(body: Any) -> bool:
    return isinstance(body, Mapping) and "claim" not in body and bool(body.keys() & (ONE | MANY))


def answer(body: Mapping[str, Any]) -> dict[str, Any]:
    """One case: its answer, or a problem. Many: one answer each, in their order; a faulty one says what is wrong."""
    if "cases" not in body:
        in_force = law.in_force()
        try:
            return _answered(body, in_force)
        except CaseError as fault:
            raise Problem("validation", errors=[_entry(fault)]) from None
    cases = body["cases"]
    if faults := _faults_of_batch(body):
        raise Problem("validation", errors=faults)
    in_force = law.in_force()
    results = [{"index": index, **_result(case, in_force)} for index, case in enumerate(cases, start=1)]
    failed = sum("errors" in result for result in results)
    return {
        "release": in_force.number,
        "rules_version": in_force.release.version,
        "assessed": len(results) - failed,
        "failed": failed,
        "results": results,
    }


def _faults_of_batch(body: Mapping[str, Any]) -> list[dict]:
    cases = body["cases"]
    faults = [{"field": name, "message": "没有这一项。"} for name in sorted(body.keys() - MANY)]
    if not isinstance(cases, list):
        return [*faults, {"field": "cases", "message": "应为列表。"}]
    if not 1 <= len(cases) <= MOST_CASES:
        faults.append(
            {"field": "cases", "message": f"一次应为 1 至 {MOST_CASES} 个，提交了 {len(cases)} 个。"}
        )
    return faults


def _result(case: Any, in_force: law.InForce) -> dict[str, Any]:
    try:
        return _answered(case, in_force)
    except CaseError as fault:
        own = case.get("id") if isinstance(case, Mapping) else None
        known = {"id": own} if isinstance(own, str) and len(own) <= LONGEST_ID else {}
        return {**known, "errors": [_entry(fault)]}


def _answered(case: Any, in_force: law.InForce) -> dict[str, Any]:
    if not isinstance(case, Mapping):
        raise CaseError("", "应为一个情形:question 和 facts")
    for name in case:
        if name not in {*ONE, "id"}:
            raise CaseError(str(name), f"没有“{name}”这一项")
    for name in sorted(ONE - case.keys(), reverse=True):
        raise CaseError(name, f"{name} 必须填写")
    own = {"id": case["id"]} if "id" in case else {}
    if own and not (isinstance(case["id"], str) and len(case["id"]) <= LONGEST_ID):
        raise CaseError("id", f"id 应为不超过 {LONGEST_ID} 字的文本")
    if not isinstance(case["question"], str):
        raise CaseError("question", "question 应为文本")
    if not isinstance(case["facts"], Mapping):
        raise CaseError("facts", "facts 应为一组事实")
    decision = assess(case["question"], case["facts"], release=in_force.release)
    return {**own, **answer_of(decision, release_number=in_force.number)}


def _entry(fault: CaseError) -> dict[str, str]:
    return {"field": fault.field, "message": f"{fault.message}。"}
