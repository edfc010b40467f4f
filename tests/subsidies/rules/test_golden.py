"""What the rules answer may change only together with the number of their release.

A stored decision names the release that made it. If the same facts were answered differently under the same
number, no auditor could recompute it. After a wanted change raise `release` in parameters_data/release.yaml and
write the record anew: RULES_GOLDEN=write python -m pytest tests/subsidies/rules/test_golden.py
"""

import hashlib
import json
import os
from pathlib import Path

from subsidies.rules import current, decide

RECORD = Path(__file__).parent / "golden.json"


def test_the_same_release_gives_the_same_answers(every_claim_case, facts_of, release_of):
    found = {}
    for case in every_claim_case:
        if "raises" in case:
            continue
        answer = decide(facts_of(case), release=release_of(case)).to_json()
        del answer["rules_version"]  # it also moves with parameters that no claim looks at
        text = json.dumps(answer, sort_keys=True).encode()
        found[f"{case['situation']}: {case['case']}"] = hashlib.sha256(text).hexdigest()[:16]
    if os.environ.get("RULES_GOLDEN") == "write":
        record = {"release": current().edition, "decisions": dict(sorted(found.items()))}
        RECORD.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))
    changed = [name for name, digest in recorded["decisions"].items() if found.get(name, digest) != digest]
    if recorded["release"] == current().edition:
        assert not changed, "answers changed under the same number: raise `release` in release.yaml"
    assert recorded == {"release": current().edition, "decisions": found}, "write the record anew"
