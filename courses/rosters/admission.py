"""May the people of a file sit in this class? The law is asked once a row, the answers become findings.

Plain like the rest of the gate: `courses.actions` looks up what the portal knows of the people. A roster says one
category of a person and no dates, so what it leaves open is «unknown» and never «yes»; what no roster can say is
told once for the whole file.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from subsidies.rules import AdmissionFacts, Decision, Effect, Outcome, Release, decide
from subsidies.rules.admission import GATES, START_UP_GATES
from subsidies.rules.admission_enums import LastSchool
from subsidies.rules.enums import Fund as LawFund
from subsidies.rules.facts import OtherClass, Spell
from subsidies.rules.facts.admission import FACT_LABELS
from trainees.enums import PersonCategory

from ..enums import Fund, Programme
from .context import Concern
from .layout import row_list
from .report import Code, RosterRow, Severity

# The gate says these by itself, for every row.
_SAID_BY_THE_GATE = frozenset({"is_old_enough_to_register", "is_of_working_age", "is_not_above_age_line"})
_OF_EVERYBODY = frozenset({"birth_date", "in_custody"})
# The institution is told what to do, and nothing of where the person is.
_IN_PUBLIC = {"is_not_in_custody": "此人开班时不能到班，请删除此行；有疑问的，与县级人社部门联系。"}
_FUNDS = {
    Fund.EMPLOYMENT_SUBSIDY: LawFund.EMPLOYMENT_SUBSIDY,
    Fund.UNEMPLOYMENT_INSURANCE: LawFund.UNEMPLOYMENT_INSURANCE,
    Fund.OTHER_FISCAL: LawFund.OTHER,
}
# Where a roster can say it: fact -> column. Everything else is answered by the category, or by no cell at all.
_COLUMN_OF = {
    "rural_household": "household_kind",
    "key_area": "household_place",
    "last_school": "education",
    "higher_education": "education",
}
_AT_THE_CELL = 3  # rows; of more the file is told once
_LAST_SCHOOLS = {
    "小学及以下": LastSchool.PRIMARY,
    "初中": LastSchool.JUNIOR_HIGH,
    "高中": LastSchool.SENIOR_HIGH,
    **dict.fromkeys(("大专", "本科", "硕士", "博士"), LastSchool.HIGHER),
}
_HOUSEHOLDS = {"农村": True, "城镇": False}
_RURAL = (PersonCategory.POVERTY_REGISTERED, PersonCategory.RURAL_TRANSFER)


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """What the portal knows of one person besides the roster."""

    statuses: Mapping[str, tuple[Spell, ...]] = field(default_factory=dict)  # category -> when it held
    other_classes: tuple[OtherClass, ...] = ()
    in_custody: bool | None = None  # no list is imported yet


NOTHING_KNOWN = KnownRecord()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassGate:
    """The class as the law sees it, and the release that answers."""

    programme: str
    first_day: date
    fund: str
    release: Release
    key_areas: frozenset[str] = frozenset()  # county codes of 一(三)


@dataclass(frozen=True, slots=True)
class Admission:
    row: RosterRow
    facts: AdmissionFacts
    decision: Decision


def admissions(
    rows: Sequence[RosterRow], gate: ClassGate, records: Mapping[str, KnownRecord]
) -> list[Admission]:
    """The answer for each row; `records` by ID number."""
    wanted = _asked_for(gate.programme)
    answered = []
    for row in rows:
        facts = facts_of(row, gate, records.get(row.id_number, NOTHING_KNOWN), wanted)
        answered.append(Admission(row, facts, decide(facts, release=gate.release)))
    return answered


def _asked_for(programme: str) -> frozenset[str]:
    """The facts that some rule of the programme looks at: of nobody is more written down (P03)."""
    rules = list(GATES[programme])
    if programme == Programme.STARTUP:
        rules += [rule for gates in START_UP_GATES.values() for rule in gates]
    return _OF_EVERYBODY.union(*(rule.looks_at for rule in rules)) & FACT_LABELS.keys()


def facts_of(row: RosterRow, gate: ClassGate, record: KnownRecord, wanted: frozenset[str]) -> AdmissionFacts:
    """One row of the roster and the person's dated records, in the words of the law."""
    said = row.category

    def is_of(category: PersonCategory) -> bool | None:
        spells = record.statuses.get(category, ())
        return True if said == category or any(spell.covers(gate.first_day) for spell in spells) else None

    rural = _HOUSEHOLDS.get(row.household_kind)
    if rural is None and said in _RURAL:
        rural = True
    employed = is_of(PersonCategory.ENTERPRISE_EMPLOYEE)
    if employed is None and said == PersonCategory.REGISTERED_UNEMPLOYED:
        employed = False
    registered = record.statuses.get(PersonCategory.REGISTERED_UNEMPLOYED)
    if registered is None and said == PersonCategory.ENTERPRISE_EMPLOYEE:
        registered = ()
    last_school = _LAST_SCHOOLS.get(row.education)
    college = True if last_school is LastSchool.HIGHER else None
    known = {
        "fund": _FUNDS.get(gate.fund),
        "birth_date": row.birth_date,
        "in_custody": record.in_custody,
        "rural_household": rural,
        "registered_poor": is_of(PersonCategory.POVERTY_REGISTERED),
        "key_area": row.household_code in gate.key_areas if row.household_code else None,
        "rural_transfer_worker": is_of(PersonCategory.RURAL_TRANSFER),
        "urban_poor_household": False if rural else None,
        "unemployed": False if employed else is_of(PersonCategory.REGISTERED_UNEMPLOYED),
        "last_school": last_school,
        "continued_schooling": True if college else _negated(is_of(PersonCategory.SCHOOL_LEAVER)),
        "higher_education": college or is_of(PersonCategory.GRADUATE),
        "veteran": is_of(PersonCategory.VETERAN),
        "disability_certificates": record.statuses.get(PersonCategory.DISABLED),
        "unemployment_registrations": registered,
        "enterprise_employee": employed,
        "in_service": employed,
        "other_classes": record.other_classes,
    }
    return AdmissionFacts(
        programme=gate.programme,
        day=gate.first_day,
        **{name: value for name, value in known.items() if name in wanted},
    )


def _negated(fact: bool | None) -> bool | None:
    return None if fact is None else not fact


def concerns(answered: Sequence[Admission]) -> Iterable[Concern]:
    """What stands in the way is said at the row; what is unknown is gathered."""
    unknown_at: dict[str, list[int]] = defaultdict(list)  # fact -> rows, where a cell could have said it
    unsayable: Counter[str] = Counter()
    for each in answered:
        missing: set[str] = set()
        for check in each.decision.checks:
            if check.outcome is Outcome.MET or check.code in _SAID_BY_THE_GATE:
                continue
            if check.outcome is Outcome.CANNOT_TELL:
                missing.update(name for name, value in check.inputs if value is None and name in FACT_LABELS)
                continue
            blocks = check.effect is Effect.BLOCKS and check.outcome is Outcome.NOT_MET
            yield Concern(
                row=each.row.row,
                key=next((_COLUMN_OF[name] for name, _ in check.inputs if name in _COLUMN_OF), "category"),
                severity=Severity.ERROR if blocks else Severity.WARNING,
                code=Code.NOT_ADMITTED if blocks else Code.ADMISSION_IN_DOUBT,
                message=_IN_PUBLIC.get(check.code, f"按通知{check.clause}，{check.sentence}"),
            )
        for name in missing:
            if name in _COLUMN_OF:
                unknown_at[name].append(each.row.row)
            else:
                unsayable[name] += 1
    yield from _about_cells(unknown_at)
    yield from _about_file(unsayable)


def _about_cells(unknown_at: Mapping[str, list[int]]) -> Iterable[Concern]:
    for name in sorted(unknown_at):
        rows, label = unknown_at[name], FACT_LABELS[name]
        message = f"未填写或未认出，无法判断{label}，请补填。"
        if len(rows) <= _AT_THE_CELL:
            for row in rows:
                yield _notice(row, _COLUMN_OF[name], message)
        else:
            yield _notice(None, _COLUMN_OF[name], f"{row_list(rows)}({len(rows)}人){message}")


def _about_file(unsayable: Mapping[str, int]) -> Iterable[Concern]:
    if unsayable:
        listed = "、".join(
            f"{FACT_LABELS[name]}({unsayable[name]}人)" for name in FACT_LABELS if name in unsayable
        )
        yield _notice(
            None, "", f"花名册不能反映以下情况，参训资格尚不能全部判断，由县级人社部门核实：{listed}。"
        )


def _notice(row: int | None, key: str, message: str) -> Concern:
    return Concern(row=row, key=key, severity=Severity.NOTICE, code=Code.ADMISSION_UNKNOWN, message=message)
