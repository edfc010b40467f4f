"""《补贴核定说明书》: everything that led to a decision on paper, nothing about the person, checked by anybody."""

import hashlib
import io
import json
import subprocess
from dataclasses import replace

import pytest
import zxingcpp
from django.db import connection
from PIL import Image
from pypdf import PdfReader

from subsidies import tasks
from subsidies.actions import claims
from subsidies.actions import decision_certificates as acts
from subsidies.documents.decision_certificate import fit_to_show
from subsidies.models import Assessment, AssessmentCheck, DecisionCertificate
from subsidies.rules import current
from subsidies.rules.canonical import digest_of
from subsidies.views import claim_parts
from tests.factories import core, law, subsidies, trainees
from trainees import privacy
from yunnan_training.core.enums import JobStatus
from yunnan_training.core.models import Job
from yunnan_training.core.workflow import NotAllowed

pytestmark = pytest.mark.django_db


def issued(office, item: str = "H2", *, by: str = "clerk", **fields) -> DecisionCertificate:
    decided = subsidies.draft(office, item, **fields).assessments.first()
    made = acts.issue(decided, by=office.act(by), at=core.at(hour=10))
    return acts.render(made.pk)


def text_of(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def personal(claim) -> list[str]:
    """Everything that names the person: what is sealed, opened; and what is shown of it elsewhere."""
    who = claim.trainee
    sealed = [privacy.opened(who, field) for field in ("id_number", "phone", "bank_account")]
    found = [
        who.name,
        *sealed,
        who.id_number_masked,
        who.phone_masked,
        who.bank_account_masked,
        claim.certificate.number,
    ]
    assert all(found)
    return found


@pytest.mark.parametrize("item", ["H1", "H2", "H3", "H4"])
def test_it_says_all_that_led_to_the_decision(cast, item):
    made = issued(cast.owner, item)
    decided = made.assessment
    said, text = json.loads(made.content), text_of(made.file.read())
    assert said["answer"]["outcome"] == "met"
    for wanted in (
        made.number,
        decided.claim.number,
        decided.claim.get_item_display(),
        f"{decided.amount}元",
        decided.rules_version,
        decided.facts_digest,
        decided.answer_digest,
        made.content_sha256,
        "必要条件",
        "云人社发〔2018〕71号",
        f"第{decided.release.number}版",
    ):
        assert "".join(wanted.split()) in text, wanted
    for check in decided.checks.all():
        assert "".join(check.sentence.split()) in text
        assert "".join(check.quote.split()) in text
    for line in decided.worksheet.all():
        assert "".join(f"{line.label}{line.value}".split()) in text


def test_a_program_recomputes_the_answer_digest_from_the_file(cast):
    made = issued(cast.owner)
    said = json.loads(made.content)
    assert digest_of(said["answer"]) == said["answer_digest"] == made.assessment.answer_digest
    assert hashlib.sha256(made.content.encode()).hexdigest() == made.content_sha256


def test_the_office_recomputes_the_facts_digest_by_putting_the_number_back(cast):
    made = issued(cast.owner)
    said = json.loads(made.content)
    assert said["withheld"] == ["certificate_number"]
    assert said["facts"]["certificate_number"] == "已核对"
    whole = {**said["facts"], "certificate_number": made.assessment.claim.certificate.number}
    assert digest_of(whole) == said["facts_digest"]


def test_nothing_in_it_is_about_the_person(cast, client):
    who = trainees.trainee(cast.owner.code)
    finding = {
        "check": "certificate_is_issued",
        "accepted": True,
        "reason": f"{who.name}已电话13887654321核实",
    }
    made = issued(cast.owner, "H1", who=who, findings=[finding], amount_basis=f"关于{who.name}的批复")
    page = client.get(f"/verify/{made.code}/").content.decode()
    for shown in (made.content, text_of(made.file.read()), page):
        for secret in [*personal(made.assessment.claim), "13887654321"]:
            assert secret not in shown


def test_a_number_in_a_reason_is_masked_and_the_paper_says_so(cast, client):
    claim = subsidies.draft(cast.owner, "H1")
    certificate = claim.certificate
    certificate.issued_on = core.DAY.replace(year=2018, month=6)
    certificate.save()
    finding = {"check": "certificate_is_issued", "accepted": True, "reason": "已电话13887654321核实"}
    claims.correct(claim, findings=[finding], enrolment=None, by=cast.owner.act("clerk"), at=core.at())
    made = acts.render(
        acts.issue(claim.assessments.first(), by=cast.owner.act("clerk"), at=core.at(hour=10)).pk
    )
    said = json.loads(made.content)
    assert (said["masked"], "13887654321" in made.content) == (True, False)
    assert "已隐去" in text_of(made.file.read())
    assert "核验一致" in client.get(f"/verify/{made.code}/").content.decode()
    assert said["facts"]["day"] == "2026-03-02"
    assert (
        fit_to_show("隆阳人社发〔2026〕3号，上限2000.00元", names=["李某"])
        == "隆阳人社发〔2026〕3号，上限2000.00元"
    )


def test_a_refusal_has_its_certificate_too(cast):
    made = issued(cast.owner, "H2", front_line_post=False)
    text = text_of(made.file.read())
    assert "不符合" in text
    assert "不核定" in text


def test_it_names_the_release_that_decided_and_not_the_one_in_force(cast):
    decided = subsidies.draft(cast.owner).assessments.first()
    law.put_in_force(current().with_reading("reading.once_in_life", "once_per_occupation_and_level"))
    made = acts.issue(decided, by=cast.owner.act("clerk"), at=core.at(hour=10))
    said = json.loads(made.content)
    assert (said["release"], said["rules_version"]) == (decided.release.number, current().version)


class TestThePaper:
    def test_its_letters_are_embedded(self, cast):
        fonts = []
        for page in PdfReader(io.BytesIO(issued(cast.owner).file.read())).pages:
            for font in page["/Resources"]["/Font"].values():
                for descendant in font.get_object()["/DescendantFonts"]:
                    descriptor = descendant.get_object()["/FontDescriptor"].get_object()
                    embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
                    fonts.append((font.get_object()["/BaseFont"], embedded))
        assert fonts
        assert all(embedded and "Noto" in name for name, embedded in fonts), fonts

    def test_its_code_leads_to_the_page_that_checks_it(self, cast, tmp_path, settings, client):
        settings.PUBLIC_BASE_URL = "https://peixun.example.cn"
        made = issued(cast.owner)
        (tmp_path / "page.pdf").write_bytes(made.file.read())
        subprocess.run(
            ["pdftoppm", "-r", "150", "-png", tmp_path / "page.pdf", tmp_path / "page"], check=True
        )
        found = [
            code.text
            for picture in sorted(tmp_path.glob("*.png"))
            for code in zxingcpp.read_barcodes(Image.open(picture))
        ]
        assert found == [f"https://peixun.example.cn/verify/{made.code}/"]


class TestOrdering:
    def test_each_assessment_has_one_and_each_county_its_own_numbers(self, cast):
        decided = subsidies.draft(cast.owner).assessments.first()
        by = cast.owner.act("reviewer")
        first = acts.issue(decided, by=by, at=core.at(hour=10))
        assert acts.issue(decided, by=by, at=core.at(hour=11)).pk == first.pk
        assert Job.objects.filter(kind=acts.KIND).count() == 1
        assert first.number == "SM530502-2026-0001"
        assert issued(cast.owner).number == "SM530502-2026-0002"
        assert issued(cast.sibling).number == "SM530581-2026-0001"

    def test_the_worker_may_run_twice(self, cast):
        decided = subsidies.draft(cast.owner).assessments.first()
        made = acts.issue(decided, by=cast.owner.act("clerk"), at=core.at(hour=10))
        assert tasks.make_certificate(made.job) == tasks.make_certificate(made.job)
        made.refresh_from_db()
        assert made.file.name == f"补贴核定说明书{made.number}.pdf"

    def test_what_failed_is_ordered_anew_with_the_same_content(self, cast):
        decided = subsidies.draft(cast.owner).assessments.first()
        by = cast.owner.act("clerk")
        made = acts.issue(decided, by=by, at=core.at(hour=10))
        Job.objects.filter(pk=made.job_id).update(status=JobStatus.FAILED)
        again = acts.issue(decided, by=by, at=core.at(hour=12))
        assert (again.pk, again.content) == (made.pk, made.content)
        assert again.job_id != made.job_id

    @pytest.mark.parametrize("who", ["finance", "school_clerk", "auditor"])
    def test_only_officers_who_decide_or_publish_issue_it(self, cast, who):
        claim = subsidies.draft(cast.owner)
        with pytest.raises(NotAllowed):
            acts.issue(claim.assessments.first(), by=cast.owner.act(who), at=core.at(hour=10))

    def test_the_neighbour_finds_nothing(self, cast, signed_in):
        made = issued(cast.owner)
        client = signed_in(cast.sibling.clerk)
        for address in (
            f"/decision-certificates/{made.pk}/pdf/",
            f"/decision-certificates/{made.pk}/json/",
        ):
            assert client.get(address).status_code == 404
            assert signed_in(cast.owner.auditor).get(address).status_code == 200
        assert client.post(f"/assessments/{made.assessment_id}/certificate/").status_code == 404

    def test_the_page_of_the_claim_orders_and_shows_it(self, cast, signed_in):
        claim = subsidies.draft(cast.owner)
        client = signed_in(cast.owner.reviewer)
        address = f"/claims/{claim.pk}/"
        assert "出具核定说明书" in client.get(address).content.decode()
        assert "出具核定说明书" not in signed_in(cast.owner.finance).get(address).content.decode()
        client.post(f"/assessments/{claim.assessments.first().pk}/certificate/")
        made = DecisionCertificate.objects.get()
        assert "正在制作" in client.get(address).content.decode()
        acts.render(made.pk)
        page = client.get(address).content.decode()
        assert f"/decision-certificates/{made.pk}/pdf/" in page
        assert "正在制作" not in page
        answer = client.get(f"/decision-certificates/{made.pk}/pdf/")
        assert answer.content == made.__class__.objects.get().file.read()
        assert client.get(f"/decision-certificates/{made.pk}/json/").content.decode() == made.content


class TestChecking:
    def test_anybody_checks_it_without_a_script_and_no_engine_keeps_it(self, cast, client):
        made = issued(cast.owner)
        answer = client.get(f"/verify/{made.code}/")
        page = answer.content.decode()
        assert "核验一致" in page
        for wanted in (
            made.number,
            "2026-03-02",
            "技师培训补贴",
            "符合",
            "2000.00元",
            "隆阳区",
            "一(十)",
            made.content_sha256,
            made.assessment.answer_digest,
        ):
            assert wanted in page, wanted
        assert "noindex" in answer["X-Robots-Tag"]
        assert "<script" not in page
        assert made.assessment.claim.number not in page

    def test_an_unknown_code_is_no_page(self, cast, client):
        issued(cast.owner)
        assert client.get("/verify/unknown/").status_code == 404

    @pytest.mark.parametrize(
        ("table", "change"),
        [
            (
                "subsidies_decisioncertificate",
                "content = replace(content, '2000.00', '9000.00')",
            ),
            ("subsidies_decisioncertificate", "content_sha256 = repeat('0', 64)"),
            (
                "subsidies_decisioncertificate",
                """(content, content_sha256) = (replace(content, '2000.00', '9000.00'),
                encode(sha256(convert_to(replace(content, '2000.00', '9000.00'), 'UTF8')), 'hex'))""",
            ),
            ("subsidies_decisioncertificate", "content = 'not even JSON'"),
            ("subsidies_assessment", "answer_digest = repeat('0', 64)"),
        ],
    )
    def test_what_was_changed_afterwards_is_said_plainly_and_not_shown(self, cast, client, table, change):
        made = issued(cast.owner)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET {change}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        page = client.get(f"/verify/{made.code}/").content.decode()
        assert "核验不一致" in page
        assert "核验一致" not in page
        assert "000.00元" not in page

    def test_the_portal_itself_cannot_change_what_was_issued(self, cast):
        made = issued(cast.owner)
        with pytest.raises(Exception, match="Cannot update"):
            DecisionCertificate.objects.filter(pk=made.pk).update(content="{}")


class TestOnThePage:
    def test_a_hint_stands_apart_from_the_conditions(self, cast, signed_in, monkeypatch):
        from subsidies.actions import assessing
        from subsidies.rules import Effect, Outcome

        real = assessing.decide

        def with_a_hint(facts, *, release):
            decision = real(facts, release=release)
            hint = decision.checks[0]._replace(
                code="hint", effect=Effect.WARNS, outcome=Outcome.NOT_MET, sentence="请留意这一点。"
            )
            return replace(decision, checks=(*decision.checks, hint))

        monkeypatch.setattr(assessing, "decide", with_a_hint)
        claim = subsidies.draft(cast.owner)
        page = signed_in(cast.owner.clerk).get(f"/claims/{claim.pk}/").content.decode()
        conditions, _, hints = page.partition('class="hints-title"')
        assert "请留意这一点" not in conditions
        assert "请留意这一点" in hints.partition("补贴计算表")[0]

    def test_reason_release_and_digests_are_shown(self, cast, signed_in):
        decided = subsidies.draft(cast.owner, front_line_post=False).assessments.first()
        page = signed_in(cast.owner.clerk).get(f"/claims/{decided.claim_id}/").content.decode()
        for wanted in ("not_so", f"第{decided.release.number}版", decided.answer_digest[:16]):
            assert wanted in page

    def test_the_release_is_linked_where_there_is_a_page_that_one_may_open(
        self, cast, signed_in, monkeypatch
    ):
        monkeypatch.setattr(claim_parts, "reverse", lambda name, args: f"/{name}/{args[0]}/")
        claim = subsidies.draft(cast.owner, by="school_clerk", agreement="协议1号")
        link = f"/subsidies:release/{claim.assessments.first().release_id}/"
        address = f"/claims/{claim.pk}/"
        assert link in signed_in(cast.owner.clerk).get(address).content.decode()
        assert link not in signed_in(cast.owner.school_clerk).get(address).content.decode()

    def test_the_api_tells_them_too(self, cast, signed_in):
        decided = subsidies.draft(cast.owner).assessments.first()
        client = signed_in(cast.owner.clerk)
        said = client.get(f"/api/v1/assessments/{decided.pk}/").json()
        assert (said["release"], said["answer_digest"]) == (decided.release.number, decided.answer_digest)
        assert {(check["reason"], check["effect"]) for check in said["checks"]} == {
            ("met", "blocks"),
            ("not_asked", "blocks"),  # A19: no condition under the adopted reading
        }
        (row,) = client.get(f"/api/v1/assessments/?release={decided.release.number}").json()["results"]
        assert row["answer_digest"] == decided.answer_digest
        assert Assessment.objects.count() == 1 and AssessmentCheck.objects.exists()


class TestApi:
    def test_it_is_ordered_read_and_downloaded(self, cast, signed_in):
        decided = subsidies.draft(cast.owner).assessments.first()
        client = signed_in(cast.owner.clerk)
        answer = client.post(
            "/api/v1/decision-certificates/", {"assessment": decided.pk}, content_type="application/json"
        )
        assert answer.status_code == 201, answer.content
        made = DecisionCertificate.objects.get()
        address = f"/api/v1/decision-certificates/{made.pk}/"
        assert (answer.json()["number"], answer.json()["ready"]) == (made.number, False)
        assert client.get(f"{address}file/").status_code == 404
        acts.render(made.pk)
        said = client.get(address).json()
        assert (said["content"], said["ready"]) == (made.content, True)
        assert client.get(f"{address}file/").content.startswith(b"%PDF")
        assert signed_in(cast.sibling.clerk).get(address).status_code == 404

    def test_an_institution_orders_none(self, cast, signed_in):
        claim = subsidies.draft(cast.owner, by="school_clerk", agreement="协议1号")
        answer = signed_in(cast.owner.school_clerk).post(
            "/api/v1/decision-certificates/",
            {"assessment": claim.assessments.first().pk},
            content_type="application/json",
        )
        assert answer.status_code == 403


def test_someone_elses_claim_number_stays_in_the_office(cast):
    """A certificate that another claim used is said to be used, not by whom."""
    by = cast.owner.act("clerk")
    first = subsidies.submitted(cast.owner)
    reviewer = cast.owner.act("reviewer")
    claims.move(first, "return_for_correction", by=reviewer, at=core.at(hour=10), comment="请补正")
    claims.move(first, "withdraw", by=by, at=core.at(hour=10), comment="本人撤回")
    again = {"trainee": first.trainee, "certificate": first.certificate, "item": "H2"}
    decided = claims.enter(**again, by=by, at=core.at(hour=11)).assessments.first()
    assert first.number in str(decided.facts)
    made = acts.issue(decided, by=cast.owner.act("clerk"), at=core.at(hour=10))
    assert first.number not in made.content
    assert "certificate_uses.reference" in json.loads(made.content)["withheld"]
