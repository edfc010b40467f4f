"""What the calculator finds in the office's standards for a case, and how it says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from yunnan_training.core import law
from yunnan_training.core.models import LocalStandard, Region

from ..assessment import amount_key, amount_standard, as_fact, dimensions_of
from ..forms import calculator as fields
from ..forms.calculator_local import COUNTY, LOCAL
from ..rules.enums import Outcome
from ..rules.interview import STANDARD, Said, Turn
from ..rules.local_standards import DIMENSIONS, standard_kind
from ..rules.vocabulary import Fact
from ..selectors import standard_terms


@dataclass(frozen=True, slots=True)
class Lookup:
    """`key` is "" where no region sets this case's amount. `to_ask`: what has to be known before the standard can be
    told from its neighbours; `untold`: of that, what the person doesn't know either."""

    key: str
    county: Region | None = None
    found: LocalStandard | None = None
    to_ask: Sequence[Fact] = ()
    untold: Sequence[Fact] = ()

    @property
    def known(self) -> Mapping[str, Any]:
        return {STANDARD: as_fact(self.found).to_json()} if self.found else {}

    @property
    def url(self) -> str:
        region = {"region": self.found.region_id} if self.found else {}
        return f"{reverse('subsidies:policy_standards')}?{urlencode({'key': self.key, **region})}"


def look_up(said: Said) -> Lookup:
    """The standard that is released for the case in the chosen county."""
    facts = fields.facts_of(said)
    key, code = amount_key(facts), said.local.get(COUNTY)
    county = Region.objects.filter(pk=code).first() if key and code else None
    if county is None:
        return Lookup(key)
    told = dimensions_of(facts)
    also = {name: value for name in DIMENSIONS if (value := said.local.get(f"local_{name}"))}
    dimensions = {**also, **told}
    differs = law.told_apart_by(key, region=county, on=said.day)
    untold = [LOCAL[f"local_{name}"] for name in differs if name not in dimensions]
    if untold:
        # What the question itself asks, it asks in its own time.
        itself = {f"local_{name}" for name in fields.words_of(said.question)}
        to_ask = [fact for fact in untold if fact.name not in {*said.local, *itself}]
        return Lookup(key, county, to_ask=to_ask, untold=untold)
    return Lookup(key, county, amount_standard(facts, region=county.code, **dimensions))


def sentence_of(lookup: Lookup, now: Turn) -> str:
    """Where the amount comes from, or why there is none; "" where the rules' own sentences say all."""
    found, county = lookup.found, lookup.county
    if not lookup.key or now.refusals:
        return ""
    if found:
        if any(check.outcome is not Outcome.MET for check in now.by_standard):
            return ""
        own = "" if found.region_id == county.code else f"{county.name}没有自己的标准，"
        figure = standard_kind(found.key).shown(found.value)
        terms = standard_terms(found)
        scope = "" if terms == "全部" else f"，适用于{terms}"
        return f"{own}金额按{found.region.name}发布的标准：{figure}（{found.document}{scope}）。"
    if county is None:
        return "没有选择县（市、区），查不到当地发布的标准，金额由受理机构核定。"
    if lookup.untold:
        names = "、".join(fact.label for fact in lookup.untold)
        return f"{county.name}的标准按{names}区分，没有填写的查不到，金额由受理机构核定。"
    return f"{county.name}尚未发布这项补贴的标准，金额由受理机构核定。"
