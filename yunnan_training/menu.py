"""The left menu: what each person may open, with the counters of what waits for them."""

from django.urls import NoReverseMatch, reverse

from yunnan_training.core.jurisdiction import Jurisdiction
from yunnan_training.core.page_kit import MenuGroup, MenuItem, TodoCard
from yunnan_training.core.roles import Verb

# group, (label, address name, icon, verbs that open it)
ENTRIES = (
    ("工作台", (("首页", "home", "home", ()),)),
    (
        "培训管理",
        (
            ("培训班", "courses:class_list", "class", (Verb.VIEW_CLASS,)),
            ("学员花名册", "courses:roster_list", "roster", (Verb.VIEW_ROSTER,)),
            ("备案", "courses:filing_list", "filing", (Verb.VIEW_FILING,)),
            ("培训机构", "institutions:list", "institution", (Verb.VIEW_INSTITUTION,)),
            ("劳动者", "trainees:list", "people", (Verb.VIEW_TRAINEE,)),
        ),
    ),
    (
        "补贴管理",
        (
            ("补贴申请", "subsidies:claim_list", "claim", (Verb.VIEW_CLAIM,)),
            ("公示", "subsidies:publicity_list", "publicity", (Verb.VIEW_CLAIM,)),
            ("拨付批次", "subsidies:batch_list", "money", (Verb.VIEW_PAYMENT,)),
        ),
    ),
    (
        "政策与规则",
        (
            ("补贴政策计算器", "subsidies:calculator", "money", ()),
            ("政策对照", "subsidies:policy", "filing", ()),
            ("歧义登记", "subsidies:ambiguities", "info", ()),
            ("规则版本", "subsidies:release_list", "log", (Verb.VIEW_RULES,)),
            ("地方标准", "subsidies:standard_list", "region", (Verb.VIEW_RULES,)),
            ("政策测算", "subsidies:simulation_list", "chart", (Verb.VIEW_SIMULATION,)),
            ("历史核定复核", "subsidies:replay_list", "shield", (Verb.VIEW_REPLAY,)),
        ),
    ),
    (
        "服务与监督",
        (
            ("服务窗口", "core:help_desk", "phone", (Verb.HELP_DESK,)),
            ("操作记录", "core:audit", "log", (Verb.VIEW_AUDIT,)),
            ("用户和任职", "core:users", "people", (Verb.MANAGE_USERS,)),
        ),
    ),
)


def menu(jurisdiction: Jurisdiction, *, path: str, cards: list[TodoCard]) -> list[MenuGroup]:
    """Groups with at least one entry that this person may open; counters are sums of the to-do cards."""
    waiting: dict[str, int] = {}
    for card in cards:
        address = card.url.partition("?")[0]
        waiting[address] = waiting.get(address, 0) + card.count
    groups = []
    for label, entries in ENTRIES:
        items = [
            _item(name, address, icon, path=path, waiting=waiting)
            for name, address, icon, verbs in entries
            if not verbs or any(jurisdiction.allows(verb) for verb in verbs)
        ]
        if items := [item for item in items if item]:
            groups.append(MenuGroup(label=label, items=items))
    return groups


def _item(label: str, address: str, icon: str, *, path: str, waiting: dict[str, int]) -> MenuItem | None:
    try:
        url = reverse(address)
    except NoReverseMatch:
        return None
    active = path == url if url == "/" else path.startswith(url)
    return MenuItem(label=label, url=url, icon=icon, count=waiting.get(url) or None, active=active)
