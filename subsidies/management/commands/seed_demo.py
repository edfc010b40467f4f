"""`manage.py seed_demo`: an invented portal to try. Safe to run again: a seeded database is left alone."""

from datetime import date
from random import Random

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from subsidies.management.demo.claims import make_claims, make_filings
from subsidies.management.demo.classes import CATALOGUE, make_catalogue, make_classes
from subsidies.management.demo.law import make_law
from subsidies.management.demo.offices import make_institutions, make_offices
from trainees.models import Trainee
from yunnan_training.core import regions
from yunnan_training.core.models import Region, User

SEED = 71


class Command(BaseCommand):
    help = "Load invented demo data: offices, institutions, classes, trainees, claims (once)."

    @transaction.atomic
    def handle(self, *args, **options):
        if User.objects.filter(username="county_clerk").exists():
            self.stdout.write("demo data is there already")
            return
        if not Region.objects.exists():
            regions.load()
        now, random = timezone.now(), Random(SEED)  # nosec B311: the same people everywhere
        since = date(timezone.localtime(now).year - 1, 1, 1)
        catalogue = make_catalogue(since=since)
        offices = make_offices(random, since=since)
        codes = sorted({row[0] for row in CATALOGUE})
        institutions = make_institutions(random, since=since, occupations=codes)
        classes = make_classes(
            random, now=now, offices=offices, institutions=institutions, catalogue=catalogue
        )
        claims = make_claims(now=now, offices=offices, classes=classes)
        filings = make_filings(now=now, offices=offices)
        standards = make_law(random, now=now, offices=offices, since=since)
        self.stdout.write(
            f"{len(institutions)} institutions, {len(classes)} classes, {Trainee.objects.count()} trainees, "
            f"{claims} claims, {filings} filings, {standards} local standards"
        )
