"""`/api/v1/`: the resources of all apps on one router."""

from yunnan_training.core.api.resources import JobViewSet, RegionViewSet
from yunnan_training.core.api.routers import ApiRouter

router = ApiRouter()
router.register("regions", RegionViewSet)
router.register("jobs", JobViewSet)
