"""《云南省就业培训告知牌》 and the qualification sheet: what they say, that it fits, that it can be read."""

import io
import json
import subprocess
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from courses import documents
from courses.documents import BoardFacts, QualificationFacts
from yunnan_training.core import pdf

AT = datetime(2025, 3, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))

BOARD = BoardFacts(
    number="530627-2025-0012",
    version=1,
    issued_on=date(2025, 3, 1),
    class_title="镇雄县2025年第3期家政服务员（五级）培训班",
    institution_name="镇雄县兴华职业培训学校",
    licence_number="人社民5306274000012号",
    programme="“云嫂”家庭服务培训",
    occupation="家政服务员",
    level="五级/初级工",
    target_group="建档立卡劳动力、农村转移就业劳动者",
    trainee_count=40,
    place="镇雄县乌峰街道文笔社区居委会二楼培训室",
    starts_on=date(2025, 3, 5),
    ends_on=date(2025, 3, 14),
    total_lessons=80,
    support_measures="推荐就业不少于3个岗位，组织专场招聘会，培训后跟踪服务6个月",
    employment_direction="县内外家政服务企业",
    approval_office="镇雄县人力资源和社会保障局",
    approval_number="镇人社培〔2025〕12号",
    approved_on=date(2025, 2, 27),
    head_name="李正明",
    manager_name="王建国",
    manager_contact="0870-3120001",
    supervisor_name="陈晓芳",
    supervisor_contact="0870-3120088",
    fund="就业补助资金",
    issuing_office="镇雄县人力资源和社会保障局",
    public_url="https://peixun.example.cn/classes/530627-2025-0012/",
    county_phone="0870-3120000",
)
BARE = replace(
    BOARD,
    licence_number="",
    level="",
    trainee_count=None,
    total_lessons=None,
    employment_direction="",
    head_name="",
    fund="",
    county_phone="",
    free_of_charge=False,
)
LONG_OFFICE = "双江拉祜族佤族布朗族傣族自治县人力资源和社会保障局"
CROWDED = replace(
    BOARD,
    version=12,
    class_title="双江拉祜族佤族布朗族傣族自治县2025年“互联网+”农村电子商务与直播带货创业能力提升培训班" * 2,
    institution_name="云南省临沧市双江拉祜族佤族布朗族傣族自治县职业高级中学（民族职业技术培训中心）" * 2,
    target_group="农村建档立卡贫困户家庭中的未就业劳动力、农村转移就业劳动者、返乡农民工、两后生；" * 6,
    place="双江拉祜族佤族布朗族傣族自治县勐勐镇千福村民委员会芒朵村民小组活动室（理论课）；" * 5,
    support_measures="一、培训结束后组织专场招聘会；\n二、与用工企业签订定向用工协议，统一组织输出；\n" * 8,
    employment_direction="沪滇劳务协作用工企业、县域电子商务产业园、乡镇电商服务站、自主创业" * 2,
    approval_office=LONG_OFFICE,
    approval_number="双人社培训批复〔2025〕第0000000000000000000012号",
    head_name="娜布朗·玉罕",
    delegate_name="岩温胆·艾香",
    manager_name="岩温胆罕腊·玉香罕叫",
    manager_contact="0883-8720001、18800000001、18800000002",
    supervisor_name="扎而娜朵玛",
    supervisor_contact="0883-8720088-8021",
    issuing_office=LONG_OFFICE,
    public_url="https://peixun.example.cn/classes/" + "530925-2025-0012-" * 8,
)
UNBROKEN = replace(
    BOARD,
    class_title="W" * 300,
    place="https://example.cn/" + "M" * 400,
    manager_contact="13800000001/" * 8,
    issuing_office="某" * 120,
)
SHEET = QualificationFacts(
    mark_number="530627-HY-2025-0012",
    county_office="镇雄县人力资源和社会保障局",
    checker="陈晓芳",
    checked_on=date(2025, 2, 20),
    institution_name="镇雄县兴华职业培训学校",
    institution_kind="民办职业培训机构",
    licence_number="人社民5306274000012号",
    licence_authority="昭通市人力资源和社会保障局",
    licence_scope="家政服务员（五级至三级）、养老护理员（五级至四级）",
    valid_until=date(2026, 6, 30),
    class_title="镇雄县2025年第3期家政服务员（五级）培训班",
    occupation="家政服务员",
    starts_on=date(2025, 3, 5),
    ends_on=date(2025, 3, 14),
    public_url="https://peixun.example.cn/classes/530627-2025-0012/",
)


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def text_of(made: bytes) -> str:
    """The words of the page without the breaks that its layout put in."""
    return "".join("".join(page.extract_text() for page in read(made).pages).split())


def picture_of(made: bytes, folder, *, dpi: int = 100) -> Image.Image:
    (folder / "page.pdf").write_bytes(made)
    command = ["pdftoppm", "-r", str(dpi), "-png", "-singlefile", folder / "page.pdf", folder / "page"]
    subprocess.run(command, check=True)
    return Image.open(folder / "page.png")


def bare(text: str) -> str:
    return "".join(text.split())


def fonts_of(reader: PdfReader) -> list[tuple[str, bool]]:
    """(name, embedded?) of every font on every page."""
    found = []
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            for descendant in font.get_object()["/DescendantFonts"]:
                descriptor = descendant.get_object()["/FontDescriptor"].get_object()
                embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
                found.append((font.get_object()["/BaseFont"], embedded))
    return found


def test_the_board_says_every_item_the_notice_demands():
    text = text_of(documents.notice_board_pdf(BOARD, at=AT))
    for said in (
        "云南省就业培训告知牌",
        BOARD.class_title,
        BOARD.programme,
        BOARD.occupation,
        BOARD.level,
        BOARD.target_group,
        BOARD.place,
        BOARD.support_measures,
        BOARD.approval_office,
        BOARD.approval_number,
        "2025年2月27日批准",
        "批准人：李正明",
        "王建国",
        "0870-3120001",
        "陈晓芳",
        "0870-3120088",
        "出具单位（盖章）",
        BOARD.issuing_office,
    ):
        assert bare(said) in text
    for heading in (
        "培训班次",
        "培训项目",
        "培训对象",
        "培训地点",
        "帮扶措施",
        "批准手续",
        "培训班管理人",
        "培训班监督人",
    ):
        assert heading in text


def test_the_board_says_what_custom_adds():
    text = text_of(documents.notice_board_pdf(BOARD, at=AT))
    for said in (
        "告知牌编号：530627-2025-0012",
        "第1版",
        "出具日期：2025年3月1日",
        "办学许可证号：人社民5306274000012号",
        "2025年3月5日至2025年3月14日",
        "共80课时",
        "40人",
        "就业方向：县内外家政服务企业",
        "就业补助资金",
        "不向学员收取任何费用",
        "12333",
        "0870-3120000",
    ):
        assert said in text
    assert "作废" not in text


def test_a_later_version_voids_the_earlier_ones_and_a_delegate_is_named_with_the_head():
    text = text_of(documents.notice_board_pdf(replace(BOARD, version=2, delegate_name="赵敏"), at=AT))
    assert "第2版（此前各版作废）" in text
    assert "批准人：赵敏（受主要负责人李正明书面委托）" in text


@pytest.mark.parametrize(
    "facts", [BOARD, BARE, CROWDED, UNBROKEN], ids=["usual", "bare", "crowded", "unbroken"]
)
def test_the_board_is_always_one_a3_page_and_loses_no_word(facts):
    made = documents.notice_board_pdf(facts, at=AT)
    (page,) = read(made).pages
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [420, 297]
    text = text_of(made)
    for said in (
        facts.class_title,
        facts.place,
        facts.support_measures,
        facts.manager_contact,
        facts.issuing_office,
    ):
        assert bare(said) in text


@pytest.mark.parametrize("facts", [BARE, CROWDED, UNBROKEN], ids=["bare", "crowded", "unbroken"])
def test_no_ink_comes_near_the_edge_of_the_sheet(facts, tmp_path):
    picture = picture_of(documents.notice_board_pdf(facts, at=AT), tmp_path, dpi=50).convert("L")
    left, top, right, bottom = picture.point(lambda shade: 255 if shade < 128 else 0).getbbox()
    six_mm = 6 / 25.4 * 50
    assert min(left, top, picture.width - right, picture.height - bottom) > six_mm


def test_usual_facts_are_set_in_letters_readable_at_three_metres():
    """Rule of thumb of sign makers: letters of 1/350 of the distance, 8.6 mm or about 24 points."""
    assert documents.fit_board(BOARD).size_pt >= 24


def test_a_board_that_no_type_size_can_hold_is_refused_with_a_sentence():
    with pytest.raises(pdf.TooManyPages, match="请精简"):
        documents.notice_board_pdf(replace(BOARD, support_measures="推荐就业，" * 3000), at=AT)


@pytest.mark.parametrize("document", ["board", "sheet"])
def test_every_font_is_an_embedded_noto(document):
    made = (
        documents.notice_board_pdf(BOARD, at=AT)
        if document == "board"
        else documents.qualification_sheet_pdf(SHEET, at=AT)
    )
    fonts = fonts_of(read(made))
    assert fonts
    assert all(embedded and "Noto" in name for name, embedded in fonts), fonts


@pytest.mark.parametrize("facts", [BOARD, CROWDED], ids=["short address", "long address"])
def test_the_code_leads_to_the_public_page(facts, tmp_path):
    picture = picture_of(documents.notice_board_pdf(facts, at=AT), tmp_path)
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [facts.public_url]


def test_a_name_with_markup_is_printed_not_obeyed():
    name = "<b>王</b><script>&amp;"
    assert name in text_of(documents.notice_board_pdf(replace(BOARD, manager_name=name), at=AT))


def test_the_board_is_the_same_file_for_the_same_facts_and_moment():
    assert documents.notice_board_pdf(BOARD, at=AT) == documents.notice_board_pdf(BOARD, at=AT)


@pytest.mark.parametrize(
    ("field", "empty", "named"),
    [
        ("class_title", "", "培训班次"),
        ("programme", "", "培训项目"),
        ("occupation", " ", "培训工种"),
        ("target_group", "", "培训对象"),
        ("place", "\n", "培训地点"),
        ("support_measures", "", "帮扶措施"),
        ("approval_office", "", "批准手续（批准机关）"),
        ("approval_number", "", "批准手续（批准文号）"),
        ("approved_on", None, "批准手续（批准日期）"),
        ("manager_name", "", "培训班管理人姓名"),
        ("manager_contact", "", "培训班管理人联系方式"),
        ("supervisor_name", "", "培训班监督人姓名"),
        ("supervisor_contact", "　", "培训班监督人联系方式"),
        ("issuing_office", "", "出具单位"),
    ],
)
def test_an_empty_starred_item_is_named_and_stops_the_board(field, empty, named):
    facts = replace(BOARD, **{field: empty})
    assert documents.missing(facts) == [named]
    with pytest.raises(documents.Incomplete) as refusal:
        documents.notice_board_pdf(facts, at=AT)
    assert refusal.value.missing == [named]


@pytest.mark.parametrize("name", ["王建国", " 王 建国", "王\u3000建国"])
def test_a_manager_does_not_supervise_himself(name):
    assert documents.missing(replace(BOARD, supervisor_name=name)) == ["培训班管理人与监督人不能是同一人"]


@pytest.mark.parametrize("facts", [BOARD, BARE, CROWDED, SHEET, replace(SHEET, valid_until=None)])
def test_kept_facts_print_the_same_paper_again(facts):
    kept = json.loads(json.dumps(documents.as_json(facts), ensure_ascii=False))
    assert documents.from_json(type(facts), kept) == facts


def test_items_that_only_custom_adds_may_be_empty():
    assert documents.missing(BARE) == []
    assert "资金来源" not in text_of(documents.notice_board_pdf(BARE, at=AT))


def test_the_qualification_sheet_says_who_checked_what_and_for_which_class(tmp_path):
    made = documents.qualification_sheet_pdf(SHEET, at=AT)
    text = text_of(made)
    for said in (
        "已核验",
        "核验标识编号：530627-HY-2025-0012",
        "核验日期：2025年2月20日",
        SHEET.county_office,
        SHEET.checker,
        SHEET.institution_name,
        SHEET.institution_kind,
        SHEET.licence_number,
        SHEET.licence_authority,
        SHEET.licence_scope,
        "2026年6月30日",
        SHEET.class_title,
        SHEET.occupation,
        "核验单位（盖章）",
        "不代替核验单位印章",
    ):
        assert said in text
    assert [code.text for code in zxingcpp.read_barcodes(picture_of(made, tmp_path, dpi=150))] == [
        SHEET.public_url
    ]


@pytest.mark.parametrize("times", [1, 30])
def test_the_qualification_sheet_is_one_a4_page(times):
    facts = replace(SHEET, licence_scope=SHEET.licence_scope * times, valid_until=None)
    (page,) = read(documents.qualification_sheet_pdf(facts, at=AT)).pages
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [210, 297]
