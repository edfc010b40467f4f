"""Releases and local standards, made the way an office makes them but without its two people."""

from datetime import date

from subsidies.actions import releases
from subsidies.actions.releases import Amendment
from subsidies.rules import Release
from subsidies.rules.amendments import Source, TypedDocument
from yunnan_training.core import law
from yunnan_training.core.models import LocalStandard, RuleRelease
from yunnan_training.core.workflow import Actor, perform

from . import core

MACHINE = Actor.machine()


def put_in_force(release: Release) -> RuleRelease:
    """The release decides from now on; the one before it is retired."""
    before = RuleRelease.objects.get(status="released")
    row = RuleRelease.objects.create(
        number=law.next_number(),
        title="另一版规则",
        reason="测试",
        content=release.to_text(),
        rules_version=release.version,
        edition=release.edition,
        based_on=before,
    )
    perform(law.RELEASE_FLOW, before, "retire", by=MACHINE, at=core.at())
    return perform(law.RELEASE_FLOW, row, "release", by=MACHINE, at=core.at(), released_at=core.at())


def standard(region: str, key: str, value: str, *, drafted_by, **given) -> LocalStandard:
    """A released standard of a region, from 2018-12-27 on unless `valid_from` says otherwise."""
    row = LocalStandard.objects.create(
        region_id=region,
        key=key,
        value=value,
        drafted_by=drafted_by,
        **{
            "valid_from": date(2018, 12, 27),
            "document": "某州人社规〔2025〕1号",
            "quote": "按此执行",
            **given,
        },
    )
    row.status, row.version, row.released_at = "released", row.version + 1, core.at()
    row.save()
    return row


NUMBER, CLAUSE, QUOTE = "云人社发〔2026〕90号(虚构)", "第三条", "高级工补贴每人不超过2500元"
FROM = date(2027, 1, 1)


def typed_document(**given) -> TypedDocument:
    """An invented document that sets a higher cap from 2027 on."""
    return TypedDocument(
        **{
            "number": NUMBER,
            "issuer": "云南省人力资源和社会保障厅",
            "issued_on": date(2026, 11, 1),
            "in_force_from": FROM,
            "clause": CLAUSE,
            "text": f"{QUOTE},自2027年1月1日起执行。",
            **given,
        }
    )


def higher_cap(**given) -> Amendment:
    return Amendment(
        **{
            "parameter": "advanced_worker.amount_cap",
            "value": "2500",
            "valid_from": FROM,
            "source": Source(NUMBER, CLAUSE, QUOTE),
            "document": typed_document(),
            **given,
        }
    )


def draft_release(by: Actor, *amendments: Amendment, title: str = "上调高级工补贴上限") -> RuleRelease:
    """A draft of the release in force with these amendments (by default the higher cap)."""
    row = releases.draft(title=title, reason=f"依据{NUMBER}", by=by, at=core.at())
    for amendment in amendments or (higher_cap(),):
        row = releases.amend(row, amendment, by=by, at=core.at())
    return row
