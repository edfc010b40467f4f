"""What the calculator asks so that the office can look its own figures up: the county, and whatever else the standards
of that place differ by. None of it is a fact that a rule decides on.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from courses.enums import Programme
from courses.models import CatalogueItem
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.models import Region

from ..rules.enums import SKILL_LEVEL_LABELS
from ..rules.vocabulary import Asked, Fact

# Headed groups of (value, name), as a list to choose from shows them.
Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]
COUNTY = "local_county"


def _local(name: str, label: str, ask: str, help: str, example: str) -> Fact:
    return Fact(
        name=f"local_{name}",
        kind=str,
        many=False,
        may_be_unknown=True,
        required=False,
        label=label,
        ask=ask,
        help=help,
        asked=Asked.CITIZEN,
        example=example,
    )


_DIFFERS = "当地的补贴标准按这一项区分。"
LOCAL: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        _local(
            "county",
            "县（市、区）",
            "您在哪个县（市、区）",
            "用于查当地已发布的补贴标准，可以不选",
            "530502",
        ),
        _local("occupation", "职业（工种）", "是哪一个职业（工种）？", _DIFFERS, "6-18-02-04"),
        _local("level", "等级", "是哪一个等级？", _DIFFERS, "4"),
        _local("programme", "培训项目", "属于哪一个培训项目？", _DIFFERS, "RURAL"),
    )
}
BLANKS = {COUNTY: "不选"}  # what the empty choice is called; elsewhere it means that one doesn't know


def choices_of(fact: Fact) -> Groups:
    """What is chosen from a list that the office keeps; empty for every other fact."""
    name = fact.name.removeprefix("local_")
    if fact.name == COUNTY:
        return counties()
    if name == "occupation":
        return [("", occupations())]
    if fact.name not in LOCAL:
        return []
    levels = [(level.value, label) for level, label in SKILL_LEVEL_LABELS.items()]
    return [("", levels if name == "level" else Programme.choices)]


def name_of(fact: Fact, value: str) -> str:
    """The name of a value on its list; "" for one that isn't there."""
    return next((name for _, group in choices_of(fact) for code, name in group if code == value), "")


def counties() -> Groups:
    """By prefecture, in the order of their codes."""
    rows = Region.objects.filter(level=RegionLevel.COUNTY).select_related("parent").order_by("code")
    return [
        (prefecture.name, [(each.code, each.name) for each in group])
        for prefecture, group in groupby(rows, key=lambda each: each.parent)
    ]


def occupations() -> list[tuple[str, str]]:
    """Of the catalogue, once each."""
    rows = CatalogueItem.objects.order_by("occupation_code", "pk")
    named = rows.values_list("occupation_code", "occupation_name")
    return list(dict(named).items())
