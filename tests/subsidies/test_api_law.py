"""`/rule-releases/` and `/local-standards/`."""

import pytest
import time_machine

from tests.factories import core
from tests.factories import law as factory
from tests.factories.api import caller
from yunnan_training.core import law
from yunnan_training.core.models import LocalStandard, RuleRelease
from yunnan_training.core.roles import Role

pytestmark = pytest.mark.django_db
RELEASES, STANDARDS = "rule-releases/", "local-standards/"
AMENDMENT = {
    "parameter": "advanced_worker.amount_cap",
    "value": "2500",
    "valid_from": "2027-01-01",
    "document": factory.NUMBER,
    "clause": factory.CLAUSE,
    "quote": factory.QUOTE,
    "typed_document": {
        "number": factory.NUMBER,
        "issuer": "云南省人力资源和社会保障厅",
        "issued_on": "2026-11-01",
        "in_force_from": "2027-01-01",
        "clause": factory.CLAUSE,
        "text": f"{factory.QUOTE},自2027年1月1日起执行。",
    },
}
STANDARD = {
    "key": "local.class_size",
    "region": "530502",
    "value": "30",
    "valid_from": "2026-03-02",
    "document": "隆阳人社发〔2026〕3号(虚构)",
    "quote": "每班不超过30人",
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(core.at(core.DAY, 15), tick=False):
        yield


@pytest.fixture
def province(cast):
    return caller(cast.provincial_officer)


def test_drafted_amended_and_released_by_another(cast, province):
    made = province.post(RELEASES, {"title": "调整上限", "reason": "依据新文件"})
    assert made.status_code == 201
    path = f"{RELEASES}{made.json()['id']}/"
    amended = province.change(path, AMENDMENT, step="amend")
    assert amended.status_code == 200, amended.content
    body = amended.json()
    (difference,) = body["differences"]
    (line,) = difference["lines"]
    assert (line["old"], line["new"], line["valid_from"]) == (
        "不超过 2,000 元/人",
        "不超过 2,500 元/人",
        "2027-01-01",
    )
    assert body["boundaries"]["cases"] > 20
    assert body["boundaries"]["failed"] == body["boundaries"]["missing"] == []
    refused = province.change(path, step="release")
    assert refused.status_code == 409
    assert "须由另一人办理" in refused.json()["detail"]
    second = caller(core.officer(Role.PROVINCIAL_OFFICER, "530000"))
    assert second.change(path, {"comment": "已核对"}, step="release").json()["status"] == "released"
    assert law.in_force().row_id == body["id"]
    assert second.change(path, AMENDMENT, step="amend").json()["detail"].endswith("请起草新的版本")


def test_an_amendment_that_cant_stand_is_a_problem_in_chinese(cast, province):
    row = factory.draft_release(cast.act("provincial_officer"))
    path = f"{RELEASES}{row.pk}/"
    answer = province.change(path, {**AMENDMENT, "value": "12.345", "valid_from": "2028-01-01"}, step="amend")
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert "“高级工技能提升补贴上限”：数值“12.345”应为准确的数" in answer.json()["detail"]
    assert RuleRelease.objects.get(pk=row.pk).version == row.version


def test_undo_wants_the_version_that_was_seen(cast, province):
    row = factory.draft_release(cast.act("provincial_officer"))
    path, body = f"{RELEASES}{row.pk}/", {"parameter": AMENDMENT["parameter"]}
    assert province.post(f"{path}undo/", body).status_code == 428
    assert province.post(f"{path}undo/", body, headers={"If-Match": '"1"'}).status_code == 412
    assert province.change(path, body, step="undo").json()["differences"] == []


def test_a_repeated_draft_is_made_once(province):
    sent = [
        province.post(RELEASES, {"title": "新版", "reason": "依据"}, headers={"Idempotency-Key": "k-1"})
        for _ in range(2)
    ]
    assert sent[0].json()["id"] == sent[1].json()["id"]
    assert RuleRelease.objects.filter(status="draft").count() == 1


def test_every_office_reads_and_only_the_province_writes_releases(cast):
    row = factory.draft_release(cast.act("provincial_officer"))
    clerk = caller(cast.owner.clerk)
    assert row.pk in clerk.ids(RELEASES)
    assert clerk.ids(f"{RELEASES}?status=draft") == [row.pk]
    assert clerk.post(RELEASES, {"title": "x", "reason": "y"}).status_code == 403
    assert clerk.change(f"{RELEASES}{row.pk}/", AMENDMENT, step="amend").status_code == 403
    assert caller(cast.owner.school_clerk).get(RELEASES).status_code == 403


def test_a_standard_from_draft_to_stop(cast):
    clerk, head = caller(cast.owner.clerk), caller(cast.owner.head)
    made = clerk.post(STANDARDS, STANDARD)
    assert made.status_code == 201, made.content
    path = f"{STANDARDS}{made.json()['id']}/"
    assert clerk.change(path, {"value": "28"}).json()["value"] == "28"
    assert clerk.change(path, step="release").status_code == 403
    released = head.change(path, step="release").json()
    assert (released["status"], released["label"], released["unit"]) == ("released", "单班人数上限", "人/班")
    assert released["effect"] == "warns"
    assert head.change(path, {"comment": "停"}, step="retire").status_code == 400
    stopped = head.change(path, {"comment": "停", "last_day": "2026-03-09"}, step="retire").json()
    assert (stopped["status"], stopped["valid_to"]) == ("retired", "2026-03-09")
    assert clerk.ids(f"{STANDARDS}?on=2026-03-09&region=530500") == [stopped["id"]]
    assert clerk.ids(f"{STANDARDS}?on=2026-03-10") == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"key": "local.moon"}, "没有“local.moon”这一标准项目"),
        ({"value": "-3"}, "应填写大于零的整数"),
        ({"key": "local.advanced_worker_amount", "value": "2000.01"}, "不得超过"),
        ({"key": "local.publicity_working_days", "value": "5", "occupation": "6-18-02-04"}, "不分项"),
    ],
)
def test_what_cant_be_a_standard_is_refused_in_words(cast, given, sentence):
    answer = caller(cast.owner.clerk).post(STANDARDS, {**STANDARD, **given})
    assert answer.status_code == 409
    assert sentence in answer.json()["detail"]
    assert not LocalStandard.objects.exists()


def test_an_overlap_names_the_standard_in_the_way(cast):
    factory.standard("530502", "local.class_size", "25", drafted_by=cast.owner.head)
    answer = caller(cast.owner.clerk).post(STANDARDS, STANDARD)
    assert "隆阳区已有“单班人数上限”25 人/班（某州人社规" in answer.json()["detail"]


def test_another_regions_standard_is_read_and_not_written(cast):
    clerk, head = caller(cast.owner.clerk), caller(cast.owner.head)
    for region in ("530602", "530500", "999999"):
        assert clerk.post(STANDARDS, {**STANDARD, "region": region}).status_code == 404
    row = factory.standard("530602", "local.class_size", "25", drafted_by=cast.far.clerk)
    path = f"{STANDARDS}{row.pk}/"
    assert clerk.get(path).json()["region_name"] == "昭阳区"
    assert clerk.change(path, {"value": "9"}).status_code == 403
    assert head.change(path, {"comment": "停", "last_day": "2026-03-09"}, step="retire").status_code == 403


def test_the_lists_cost_the_same_however_long(cast, django_assert_max_num_queries):
    for number in range(3):
        factory.standard(
            "530502", "local.class_size", "25", drafted_by=cast.owner.head, level=str(number + 1)
        )
        factory.draft_release(cast.act("provincial_officer"))
    client = caller(cast.owner.clerk)
    for path in (RELEASES, STANDARDS):
        with django_assert_max_num_queries(6):
            assert client.get(path).status_code == 200
