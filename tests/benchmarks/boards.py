"""A batch of notice boards through courses.documents, against the same HTML by bare WeasyPrint.

Ours starts from facts (type size, QR code, template, font check); the peer is handed the finished HTML and
the paths of the stylesheets, so the ratio shows what the portal adds to the library it stands on.
"""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from weasyprint import HTML

from courses.documents import BoardFacts, board_context, notice_board_pdf
from yunnan_training.core.pdf import ASSETS

AT = datetime(2025, 3, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
STYLESHEETS = ("document.css", "notice_board.css")

ONE = BoardFacts(
    number="",
    version=1,
    issued_on=date(2025, 3, 1),
    class_title="",
    institution_name="兴华职业培训学校",
    licence_number="人社民5306274000012号",
    programme="“云嫂”家庭服务培训",
    occupation="",
    level="五级/初级工",
    target_group="建档立卡劳动力、农村转移就业劳动者",
    trainee_count=40,
    place="",
    starts_on=date(2025, 3, 5),
    ends_on=date(2025, 3, 14),
    total_lessons=80,
    support_measures="推荐就业不少于3个岗位，组织专场招聘会，培训后跟踪服务6个月",
    employment_direction="县内外家政服务企业",
    approval_office="镇雄县人力资源和社会保障局",
    approval_number="",
    approved_on=date(2025, 2, 27),
    head_name="李正明",
    manager_name="王建国",
    manager_contact="0870-3120001",
    supervisor_name="陈晓芳",
    supervisor_contact="0870-3120088",
    fund="就业补助资金",
    issuing_office="镇雄县人力资源和社会保障局",
    public_url="",
    county_phone="0870-3120000",
)


def make_facts(boards: int, *, seed: int = 71) -> list[BoardFacts]:
    chance = random.Random(seed)
    occupations = ("家政服务员", "中式烹调师", "茶艺师", "电子商务师", "育婴员", "养老护理员", "焊工", "电工")
    towns = ("乌峰街道", "泼机镇", "以勒镇", "罗坎镇", "牛场镇", "五德镇", "芒部镇", "雨河镇")
    made = []
    for index in range(1, boards + 1):
        occupation, town = chance.choice(occupations), chance.choice(towns)
        starts_on = date(2025, 3, 5) + timedelta(days=chance.randrange(200))
        made.append(
            replace(
                ONE,
                number=f"530627-2025-{index:04}",
                class_title=f"镇雄县2025年第{index}期{occupation}（五级）培训班",
                occupation=occupation,
                place=f"镇雄县{town}第{chance.randrange(1, 20)}村民委员会培训室",
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=9),
                approval_number=f"镇人社培〔2025〕{index}号",
                support_measures=ONE.support_measures * chance.choice((1, 1, 1, 2, 4)),
                public_url=f"https://peixun.example.cn/classes/530627-2025-{index:04}/",
            )
        )
    return made


def run(scale: int = 30_000, *, repeats: int = 5, boards: int = 50) -> list[str]:
    """One result line. `scale` counts enrolments elsewhere; a batch of boards is the same at every scale."""
    facts = make_facts(boards)
    pages = [render_to_string("courses/pdf/notice_board.html", board_context(each)) for each in facts]
    paths = [ASSETS / name for name in STYLESHEETS]

    def ours() -> None:
        for each in facts:
            notice_board_pdf(each, at=AT)

    def peer() -> None:
        for page in pages:
            HTML(string=page).write_pdf(stylesheets=paths)

    notice_board_pdf(facts[0], at=AT)  # both sides find warm fonts
    seconds: dict[str, list[float]] = {"ours": [], "peer": []}
    for turn in range(repeats):
        order = (("ours", ours), ("peer", peer))
        for name, side in order if turn % 2 == 0 else reversed(order):
            seconds[name].append(_seconds(side))
    own, other = median(seconds["ours"]), median(seconds["peer"])
    own_part = f"{boards} notice boards {own:.2f} s ({own / boards * 1000:.0f} ms each)"
    peer_part = f"same HTML by bare WeasyPrint {other:.2f} s"
    return [f"boards: {own_part} | {peer_part} | ratio {own / other:.2f} (median of {repeats})"]


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
