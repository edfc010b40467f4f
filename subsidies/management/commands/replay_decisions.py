"""Work every stored decision out again, as an auditor at the keyboard does."""

import argparse
from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from subsidies.actions import replays
from subsidies.actions.replays import MOST_SAMPLED, Found
from yunnan_training.core.workflow import Actor

MATCHES, DIFFERS = 0, 1  # 2, for wrong arguments, is the parser's own


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write YYYY-MM-DD") from None


def a_number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= MOST_SAMPLED:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {MOST_SAMPLED}")
    return int(text)


class Command(BaseCommand):
    help = "Recompute stored decisions under their own rule releases; status 0: all the same, 1: some differ."

    def add_arguments(self, parser):
        parser.add_argument("--since", type=a_day, metavar="DATE", help="decisions made on this day or later")
        parser.add_argument(
            "--sample", type=a_number, metavar="N", help="so many decisions, chosen by chance"
        )
        parser.add_argument("--quiet", action="store_true", help="only mismatches and the exit status")

    def handle(self, *args, **options):
        by = Actor.machine(office="命令行")
        run = replays.begin(at=timezone.now(), since=options["since"], sample=options["sample"], by=by)
        for _ in replays.go_through(run, report=self._report):
            pass
        replays.finish(run, at=timezone.now())
        if not options["quiet"]:
            self.stdout.write(f"replayed {run.checked}, mismatched {run.mismatched} (run {run.pk})")
        if run.mismatched:
            raise SystemExit(DIFFERS)

    def _report(self, found: Found) -> None:
        self.stdout.write(f"{found.source} {found.pk}, release {found.release_number}:")
        for each in found.differences:
            self.stdout.write(f"  {each.what}: stored {replays.shown(each.stored)}")
            self.stdout.write(f"  {' ' * len(each.what)}  again  {replays.shown(each.recomputed)}")
