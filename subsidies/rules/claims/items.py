"""The four subsidies of 一(十) as a table: the name of each, the phrase it stands on, the figure it pays.

The phrases are verbatim and carry no amount; amounts are parameters. A test holds them against the text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..enums import CertificateKind, Item, SkillLevel

CLAUSE = "一(十)"

SKILL_CERTIFICATES = (CertificateKind.VOCATIONAL_QUALIFICATION, CertificateKind.SKILL_LEVEL)


@dataclass(frozen=True, slots=True)
class ItemSpec:
    item: Item
    label: str
    clause: str
    amount_key: str  # the parameter's `op` says whether it is a cap (<=) or the exact amount (=)
    kinds: tuple[CertificateKind, ...]
    level: SkillLevel | None  # None: the certificate of this item has no level
    certificate_phrase: str
    once_phrase: str


ITEMS: Mapping[Item, ItemSpec] = MappingProxyType(
    {
        Item.H1: ItemSpec(
            item=Item.H1,
            label="高级工技能提升补贴",
            clause=CLAUSE,
            amount_key="advanced_worker.amount_cap",
            kinds=SKILL_CERTIFICATES,
            level=SkillLevel.ADVANCED,
            certificate_phrase="取得高级职业资格证书或职业技能等级证书",
            once_phrase="给予每人一次补贴",
        ),
        Item.H2: ItemSpec(
            item=Item.H2,
            label="技师培训补贴",
            clause=CLAUSE,
            amount_key="technician.amount",
            kinds=SKILL_CERTIFICATES,
            level=SkillLevel.TECHNICIAN,
            certificate_phrase="取得技师职业资格证书或技能等级证书",
            once_phrase="每人给予一次性培训补贴",
        ),
        Item.H3: ItemSpec(
            item=Item.H3,
            label="高级技师培训补贴",
            clause=CLAUSE,
            amount_key="senior_technician.amount",
            kinds=SKILL_CERTIFICATES,
            level=SkillLevel.SENIOR_TECHNICIAN,
            certificate_phrase="取得高级技师职业资格证书或技能等级证书",
            once_phrase="每人给予一次性培训补贴",
        ),
        Item.H4: ItemSpec(
            item=Item.H4,
            label="高级技师新技术培训补贴",
            clause=CLAUSE,
            amount_key="senior_technician_new_technology.amount",
            kinds=(CertificateKind.TRAINING_COMPLETION,),
            level=None,
            certificate_phrase="取得相应培训合格证书",
            once_phrase="每人给予一次性培训补贴",
        ),
    }
)
ITEM_LABELS = {item: spec.label for item, spec in ITEMS.items()}
