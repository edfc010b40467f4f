"""A client system that speaks to `/api/v1/` for somebody."""

from datetime import timedelta

from django.utils import timezone
from rest_framework.test import APIClient

from yunnan_training.core.models import ApiToken, User
from yunnan_training.core.models.api_token import SCOPES

ROOT = "/api/v1/"


class Caller(APIClient):
    """Addresses are given below the root: `caller.get("teachers/")`. `change` fetches the ETag first."""

    def generic(self, method, path, *args, **kwargs):
        return super().generic(method, path if path.startswith("/") else ROOT + path, *args, **kwargs)

    def get(self, path, *args, **kwargs):
        return super().get(path if path.startswith("/") else ROOT + path, *args, **kwargs)

    def tag(self, path: str) -> str:
        response = self.get(path)
        assert response.status_code == 200, response.content
        return response["ETag"]

    def change(self, path: str, body: dict | None = None, *, step: str = "", method: str = ""):
        """PATCH of the detail, or POST of one of its steps, with the version that stands there now."""
        send = getattr(self, method or ("post" if step else "patch"))
        return send(f"{path}{step and step + '/'}", body or {}, headers={"If-Match": self.tag(path)})

    def ids(self, path: str) -> list[int]:
        response = self.get(path)
        assert response.status_code == 200, response.content
        return [row["id"] for row in response.json()["results"]]


def caller(user: User, *scopes: str) -> Caller:
    now = timezone.now()
    _, plaintext = ApiToken.issue(
        user=user, name="试用", scopes=list(scopes or SCOPES), expires_at=now + timedelta(days=1), at=now
    )
    made = Caller()
    made.credentials(HTTP_AUTHORIZATION=f"Bearer {plaintext}")
    return made
