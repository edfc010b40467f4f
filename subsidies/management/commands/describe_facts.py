"""`manage.py describe_facts`: write docs/facts.md anew; with --check only say whether it is up to date."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from subsidies.rules.fact_pages import facts_page

PAGE = settings.BASE_DIR / "docs" / "facts.md"


class Command(BaseCommand):
    help = "Write docs/facts.md from the vocabulary of the facts."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail when the page is out of date"
        )

    def handle(self, *args, **options):
        page = facts_page()
        if not options["check"]:
            PAGE.write_text(page, encoding="utf-8")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
            raise CommandError("docs/facts.md is out of date: run manage.py describe_facts")
