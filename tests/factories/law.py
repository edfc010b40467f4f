"""Releases and local standards, made the way an office makes them but without its two people."""

from datetime import date

from subsidies.rules import Release
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
