"""`manage.py demo_accounts`: who can be signed in as, one account per role."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from institutions.models import Membership
from subsidies.enums import ClaimStatus
from subsidies.management.demo.offices import HOME, PASSWORD
from subsidies.models import Claim
from trainees import privacy
from yunnan_training.core.models import Appointment, User

SHOWN = (
    "county_clerk",
    "county_reviewer",
    "county_head",
    "finance",
    "institution",
    "prefecture",
    "province",
    "province_second",
    "auditor",
    "admin",
)


class Command(BaseCommand):
    help = "Print the demo accounts."

    def handle(self, *args, **options):
        on = timezone.localdate()
        users = User.objects.in_bulk(SHOWN, field_name="username")
        if not users:
            self.stdout.write("no demo data; run seed_demo first")
            return
        self.stdout.write(f"password of every demo account: {PASSWORD}\n")
        for username in SHOWN:
            user = users[username]
            held = [
                f"{item.get_role_display()} · {item.region}"
                for item in Appointment.objects.filter(user=user).in_force(on).select_related("region")
            ] + [
                f"培训机构经办人 · {item.institution}"
                for item in Membership.objects.filter(user=user).in_force(on).select_related("institution")
            ]
            self.stdout.write(f"  {username:<18}{user.full_name}  {'、'.join(held)}")
        self._trainee()

    def _trainee(self):
        """A trainee has no account: name, ID number, and the code that the county's help desk reads out."""
        paid = Claim.objects.filter(status=ClaimStatus.PAID, county_id=HOME).select_related("trainee").first()
        if paid:
            number = privacy.opened(paid.trainee, "id_number")
            self.stdout.write(
                f"  trainee at /my/subsidy/  {paid.trainee.name}  {number} (invented); "
                "the code is read out by county_clerk at 服务窗口"
            )
