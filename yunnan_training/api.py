"""`/api/v1/`: the resources of all apps on one router."""

from yunnan_training.core.api.resources import JobViewSet, RegionViewSet
from yunnan_training.core.api.routers import ApiRouter, api_urls

router = ApiRouter()
router.register("regions", RegionViewSet)
router.register("jobs", JobViewSet)

app_name = "api"
urlpatterns = api_urls(router)
