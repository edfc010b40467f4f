"""What the rules answer may change only together with their version.

A stored decision names the version that made it. If the same facts were answered differently under the same
version, no auditor could recompute it. After a wanted change raise `release` in parameters_data/release.yaml and
write the record anew: RULES_GOLDEN=write python -m pytest tests/subsidies/rules/test_golden.py
"""

import hashlib
import json
import os
from pathlib import Path

from subsidies.rules import RULES_VERSION, decide_claim

RECORD = Path(__file__).parent / "golden.json"


def test_the_same_version_gives_the_same_answers(every_claim_case, facts_of, release_of):
    answers = {
        case["case"] + case["situation"]: decide_claim(facts_of(case), release=release_of(case)).to_json()
        for case in every_claim_case
        if "raises" not in case and "readings" not in case
    }
    for answer in answers.values():
        answer.pop("rules_version")
    found = {
        "rules_version": RULES_VERSION,
        "decisions": {
            name: hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()[:16]
            for name, answer in sorted(answers.items())
        },
    }
    if os.environ.get("RULES_GOLDEN") == "write":
        RECORD.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))
    same = recorded["decisions"].keys() & found["decisions"].keys()
    changed = [name for name in sorted(same) if recorded["decisions"][name] != found["decisions"][name]]
    if recorded["rules_version"] == RULES_VERSION:
        assert not changed, "the answers changed under the same version: raise `release` in release.yaml"
    assert recorded == found, "write the record anew: RULES_GOLDEN=write"
