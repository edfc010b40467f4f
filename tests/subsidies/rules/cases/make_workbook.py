"""Write 政策用例.xlsx anew from the YAML cases: `python tests/subsidies/rules/cases/make_workbook.py [path]`.

What the workbook holds is what is run; what an officer has changed in it since is lost when it is written anew.
"""

import sys
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from subsidies.rules import ITEM_LABELS  # noqa: E402
from tests.subsidies.rules.officials.layout import Case  # noqa: E402
from tests.subsidies.rules.officials.writing import write  # noqa: E402

WORKBOOK = HERE / "政策用例.xlsx"


def cases_of_the_files() -> list[Case]:
    files = {
        path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("*.yaml"))
    }
    situations = {}
    for name, content in files.items():
        if name.startswith("situations"):
            situations |= content
    cases = []
    for name, content in files.items():
        if name.startswith("situations"):
            continue
        for case in content:
            if "raises" in case:
                continue
            facts = {**situations[case["situation"]], **case.get("change", {})}
            cases.append(
                Case(
                    question=facts.pop("question", "claim"),
                    name=f"{ITEM_LABELS[facts['item']]}:{case['case']}" if "item" in facts else case["case"],
                    facts=facts,
                    readings=case.get("readings", {}),
                    outcome=case["outcome"],
                    amount=case.get("amount"),
                    obstacles=case.get("because", []),
                    warnings=case.get("warns", []),
                    says=case.get("says", ""),
                )
            )
    return cases


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else WORKBOOK, cases_of_the_files())
