"""`/api/v1/`: the resources of all apps on one router."""

from courses import api as courses
from institutions import api as institutions
from subsidies import api as subsidies
from trainees import api as trainees
from yunnan_training.core.api.resources import JobViewSet, RegionViewSet
from yunnan_training.core.api.routers import ApiRouter, api_urls

router = ApiRouter()
router.register("regions", RegionViewSet)
router.register("jobs", JobViewSet)
router.register("institutions", institutions.InstitutionViewSet)
router.register("licences", institutions.LicenceViewSet)
router.register("teachers", institutions.TeacherViewSet)
router.register("catalogue-items", courses.CatalogueItemViewSet)
router.register("training-classes", courses.TrainingClassViewSet)
router.register("qualification-checks", courses.QualificationCheckViewSet)
router.register("notice-boards", courses.NoticeBoardViewSet)
router.register("rosters", courses.RosterViewSet)
router.register("enrolments", courses.EnrolmentViewSet)
router.register("attendance", courses.AttendanceViewSet)
router.register("certificates", courses.CertificateViewSet)
router.register("trainees", trainees.TraineeViewSet)
router.register("filings", courses.FilingViewSet)
router.register("claims", subsidies.ClaimViewSet)
router.register("assessments", subsidies.AssessmentViewSet)
router.register("publicity", subsidies.PublicityViewSet)
router.register("payments", subsidies.PaymentBatchViewSet)
router.register("payment-items", subsidies.PaymentViewSet)
router.register("rule-releases", subsidies.RuleReleaseViewSet)
router.register("local-standards", subsidies.LocalStandardViewSet)
router.register("simulations", subsidies.SimulationViewSet)
router.register("decision-certificates", subsidies.DecisionCertificateViewSet)
router.register("replays", subsidies.ReplayViewSet)

app_name = "api"
urlpatterns = api_urls(router)
