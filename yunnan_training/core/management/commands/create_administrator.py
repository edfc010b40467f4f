"""`manage.py create_administrator NAME`: the first account of an office; every other is made on the pages."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from yunnan_training.core import accounts, regions
from yunnan_training.core.jurisdiction import Grant, Jurisdiction
from yunnan_training.core.models import Appointment, Region
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import Actor, Refused


class Command(BaseCommand):
    help = "Make the first system administrator; refused once there is one."

    def add_arguments(self, parser):
        parser.add_argument("username", help="login name")
        parser.add_argument("--full-name", default="系统管理员")
        parser.add_argument("--region", default="530000", help="division that keeps the account")

    def handle(self, *args, username: str, full_name: str, region: str, **options):
        today = timezone.localdate()
        if Appointment.objects.filter(role=Role.SYSTEM_ADMIN).in_force(today).exists():
            raise CommandError(
                "There is an administrator already; make further accounts on the page 用户和任职."
            )
        if not Region.objects.exists():
            regions.load()
        where, at = Region.objects.get(code=region), timezone.now()
        # Nobody can have appointed the first one: the machine does, and the history says so.
        grant = Grant(role=Role.SYSTEM_ADMIN, office="首次部署", region_code="530000")
        machine = Actor(
            user=None,
            office=grant.office,
            jurisdiction=Jurisdiction(user_id=None, grants=(grant,)),
            system=True,
        )
        try:
            user, password = accounts.create(
                username=username, full_name=full_name, region=where, by=machine, at=at
            )
            accounts.appoint(user, role=Role.SYSTEM_ADMIN, region=where, valid_from=today, by=machine, at=at)
        except Refused as refused:
            raise CommandError("; ".join(refused.messages)) from refused
        self.stdout.write(f"{username}: temporary password {password} (must be changed at the first sign-in)")
