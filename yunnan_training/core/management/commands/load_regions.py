from django.core.management.base import BaseCommand

from yunnan_training.core import regions


class Command(BaseCommand):
    help = "Load Yunnan's administrative divisions (safe to run again)."

    def handle(self, *args, **options):
        divisions, codes = regions.load()
        self.stdout.write(f"{divisions} divisions, {codes} older codes")
