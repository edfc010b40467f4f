"""The same way as in the browser, through the API only: a county's and a school's own systems, one token each.

Creates carry an Idempotency-Key, changes an If-Match; the board and the roster check are made by a real worker.
"""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.factories import courses as teaching
from tests.factories.api import Caller, caller
from tests.factories.roster_book import Person, filled_in, mistyped
from tests.plain_numbers import plain_numbers
from tests.worker import running_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

TECHNICIAN, COLLEAGUE = Person(811), Person(812)
STAGES = ("qualification", "approval", "supervision", "examination", "subsidy")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def _no_rates_left_over():
    cache.clear()


@pytest.fixture
def office(cast, all_regions):
    teaching.catalogue_item()
    return cast.owner


def made(answer, status: int = 201) -> dict:
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def create(client: Caller, path: str, body: dict, key: str) -> dict:
    """A create whose network failed after it was carried out: the repeat is answered, not carried out again."""
    first = client.post(path, body, headers={"Idempotency-Key": key})
    again = client.post(path, body, headers={"Idempotency-Key": key})
    assert again.headers.get("Idempotency-Replayed") == "true", again.content.decode()
    assert made(again) == made(first)
    return first.json()


def take(client: Caller, path: str, step: str, body: dict | None = None) -> dict:
    return made(client.change(path, body, step=step), 200)


def upload(client: Caller, chosen: int, content: bytes) -> str:
    file = SimpleUploadedFile("花名册.xlsx", content, XLSX)
    body = {"training_class": chosen, "file": file}
    return f"rosters/{made(client.post('rosters/', body, format='multipart'))['id']}/"


def status_of(client: Caller, path: str) -> str:
    return made(client.get(path), 200)["status"]


def test_from_application_to_paid(office, cast, tmp_path):
    host, clerk, reviewer = (caller(who) for who in (office.school_clerk, office.clerk, office.reviewer))
    head, finance = caller(office.head), caller(office.finance)
    with running_worker(tmp_path / "worker.log"):
        chosen = apply_for_a_class(host, office)
        place = f"training-classes/{chosen}/"
        check_and_fix(clerk, place, chosen, office)
        take(reviewer, place, "review", {"comment": "材料齐全"})
        take(head, place, "approve", {"comment": "同意开班"})
        read_the_board(clerk, place, chosen)
        enrolments = load_the_roster(host, chosen)
    certificate = teach_and_examine(host, place, chosen, enrolments)
    file_with_the_province(caller(cast.prefecture_officer), caller(cast.provincial_officer), chosen, cast)
    claim = claim_the_subsidy(clerk, reviewer, head, enrolments[TECHNICIAN.name], certificate)
    shown = publicise(clerk, claim, office)
    last_day = date.fromisoformat(shown["ends_on"])
    morning = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time(9)))
    with time_machine.travel(morning, tick=True):
        clerk, finance = caller(office.clerk), caller(office.finance)
        take(clerk, f"publicity/{shown['id']}/", "close")
        pay(finance, claim, office)
    answer = caller(office.head).get(f"claims/{claim}/")
    paid = made(answer, 200)
    assert (paid["status"], paid["amount"]) == ("paid", "2000.00")
    assert not plain_numbers(answer)


def apply_for_a_class(host: Caller, office) -> int:
    today = timezone.localdate()
    body = teaching.application(office.school, start_on=today, end_on=today)
    body["catalogue_item"] = body["catalogue_item"].pk
    body |= {
        "institution": office.school.pk,
        "county": office.region.pk,
        "start_on": str(today),
        "end_on": str(today),
    }
    chosen = create(host, "training-classes/", body, "class-1")["id"]
    hours = [timezone.make_aware(datetime.combine(today, time(hour))).isoformat() for hour in (8, 12)]
    lesson = {
        "starts_at": hours[0],
        "ends_at": hours[1],
        "topic": "安全与工艺",
        "teacher": office.school.teachers.get().pk,
    }
    place = f"training-classes/{chosen}/"
    made(host.change(place, {"sessions": [lesson]}, step="sessions", method="put"), 200)
    take(host, place, "submit")
    return chosen


def check_and_fix(clerk: Caller, place: str, chosen: int, office) -> None:
    check = {
        "training_class": chosen,
        "class_version": made(clerk.get(place), 200)["version"],
        "licence": office.school.licences.get().pk,
        "result": "passed",
    }
    assert create(clerk, "qualification-checks/", check, "check-1")["mark_number"]
    facts = {
        "target_group": "企业职工",
        "job_direction": "县内制造企业",
        "support_measures": "推荐就业岗位",
        "supervisor_name": "何正康",
        "supervisor_phone": "0875-2120088",
        "officers": [{"stage": stage, "officer": office.clerk.pk} for stage in STAGES],
    }
    take(clerk, place, "fix", facts)
    own = clerk.change(place, {"comment": "自己审核"}, step="review")
    assert own.status_code == 403  # the clerk entered nothing, but reviewing is another person's duty


def read_the_board(clerk: Caller, place: str, chosen: int) -> None:
    wait_until(lambda: status_of(clerk, place) == "board_issued")
    board = made(clerk.get(f"notice-boards/?training_class={chosen}"), 200)["results"][0]
    answer = clerk.get(f"notice-boards/{board['id']}/file/")
    text = "".join(PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())
    for item in ("云南省就业培训告知牌", "推荐就业岗位", "何正康", "0875-2120088", "冯玉兰"):
        assert item in text


def load_the_roster(host: Caller, chosen: int) -> dict[str, int]:
    """A mistyped number first: refused with its row and column; then the right one. Name → enrolment."""
    template = host.get(f"rosters/template/?training_class={chosen}").content
    wrong = {**TECHNICIAN.row, "身份证号码": mistyped(TECHNICIAN.id_number)}
    refused = upload(host, chosen, filled_in(template, [wrong, COLLEAGUE.row]))
    wait_until(lambda: status_of(host, refused) == "rejected")
    errors = [row for row in made(host.get(f"{refused}errors/"), 200) if row["severity"] == "error"]
    assert [(row["row"], row["title"], row["code"]) for row in errors] == [(4, "身份证号码", "K01")]
    assert TECHNICIAN.id_number not in str(errors)
    ready = upload(host, chosen, filled_in(template, [TECHNICIAN.row, COLLEAGUE.row]))
    wait_until(lambda: status_of(host, ready) == "ready")
    take(host, ready, "confirm")
    answer = host.get(f"enrolments/?training_class={chosen}")
    assert not plain_numbers(answer)
    return {row["trainee_name"]: row["id"] for row in made(answer, 200)["results"]}


def teach_and_examine(host: Caller, place: str, chosen: int, enrolments: dict[str, int]) -> int:
    take(host, place, "start")
    session = made(host.get(place), 200)["sessions"][0]["id"]
    marks = [{"enrolment": pk, "mark": "present"} for pk in enrolments.values()]
    assert made(host.post("attendance/", {"session": session, "marks": marks}))["recorded"] == 2
    for pk in enrolments.values():
        scores = {"result": "passed", "theory_score": "81.5", "practice_score": "90"}
        take(host, f"enrolments/{pk}/", "result", scores)
    take(host, place, "finish")
    award = {
        "enrolment": enrolments[TECHNICIAN.name],
        "number": "Y005300000000811",
        "issuer": "云南省职业技能鉴定指导中心",
        "issued_on": str(timezone.localdate()),
    }
    return create(host, "certificates/", award, "certificate-1")["id"]


def file_with_the_province(prefecture: Caller, province: Caller, chosen: int, cast) -> None:
    body = {"prefecture": cast.owner.region.parent_id, "period": str(timezone.localdate())}
    filing = f"filings/{create(prefecture, 'filings/', body, 'filing-1')['id']}/"
    take(prefecture, filing, "submit")
    take(province, filing, "return-for-correction", {"comment": "请核对培训地点"})
    take(prefecture, filing, "submit")
    registered = take(province, filing, "register")
    assert registered["registration_number"]
    assert made(prefecture.get(f"training-classes/{chosen}/"), 200)["filing"]["status"] == "registered"


def claim_the_subsidy(clerk: Caller, reviewer: Caller, head: Caller, enrolment: int, certificate: int) -> int:
    body = {
        "enrolment": enrolment,
        "certificate": certificate,
        "item": "H2",
        "employer": "保山市某机械制造有限公司(虚构)",
        "enterprise_employee": True,
        "front_line_post": True,
    }
    claim = create(clerk, "claims/", body, "claim-1")["id"]
    twice = clerk.post("claims/", body, headers={"Idempotency-Key": "claim-2"})
    assert twice.status_code == 409, "the same certificate is claimed for once"
    place = f"claims/{claim}/"
    take(clerk, place, "submit")
    take(reviewer, place, "review")
    take(head, place, "approve")
    decided = made(clerk.get(f"assessments/?claim={claim}"), 200)["results"][0]
    whole = made(clerk.get(f"assessments/{decided['id']}/"), 200)
    assert (whole["outcome"], whole["amount"]) == ("met", "2000.00")
    assert {check["clause"] for check in whole["checks"]} >= {"一(十)"}
    assert whole["worksheet"]
    return claim


def publicise(clerk: Caller, claim: int, office) -> dict:
    body = {
        "county": office.region.pk,
        "claims": [claim],
        "starts_on": str(timezone.localdate()),
        "objection_phone": "0875-2120012",
    }
    shown = create(clerk, "publicity/", body, "publicity-1")
    early = clerk.change(f"publicity/{shown['id']}/", step="close")
    assert early.status_code == 409, "a publicity can't be closed before its window has passed"
    return shown


def pay(finance: Caller, claim: int, office) -> None:
    batch = create(finance, "payments/", {"county": office.region.pk, "claims": [claim]}, "batch-1")
    place = f"payments/{batch['id']}/"
    answer = finance.change(place, {"reason": "送代发银行发放"}, step="export")
    assert answer.status_code == 200, answer.content
    cells = [cell for row in load_workbook(BytesIO(answer.content)).active.values for cell in row if cell]
    assert TECHNICIAN.bank_account in cells
    payment = made(finance.get(place), 200)["payments"][0]["id"]
    result = {
        "payment": payment,
        "paid": True,
        "paid_on": str(timezone.localdate()),
        "voucher_number": "PZ2026-811",
    }
    assert take(finance, place, "settle", {"results": [result]})["status"] == "settled"
    again = finance.post("payments/", {"county": office.region.pk, "claims": [claim]})
    assert again.status_code == 409, "nobody is paid twice"
