"""A POST sent twice is carried out once.

The key is stored in the same transaction as what the POST does: either both are there or neither. A twin that
arrives while the first still runs waits at the unique index until the first ends (or gives up with 409).
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import orjson
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from rest_framework.response import Response

from ..crypto import open_bytes, seal_bytes
from ..models.api_token import ApiToken
from ..models.idempotency_key import IdempotencyKey
from .problems import Problem
from .renderers import dumps

HEADER = "Idempotency-Key"
MAX_KEY_LENGTH = 200
KEPT_HEADERS = ("ETag", "Location")

# An expired row is taken over in the same step, so the day's end needs no sweep to be exact.
_CLAIM = """
    INSERT INTO {table} (user_id, token_id, key, fingerprint, headers, created_at, expires_at)
    VALUES (%s, %s, %s, %s, '{{}}', %s, %s)
    ON CONFLICT (user_id, token_id, key) DO UPDATE
        SET fingerprint = excluded.fingerprint, status = NULL, body = NULL, headers = '{{}}',
            created_at = excluded.created_at, expires_at = excluded.expires_at
        WHERE {table}.expires_at <= excluded.created_at
    RETURNING id
"""


def once(request, carry_out: Callable[[], Response]) -> Response:
    """Carry out the POST, unless this caller's key has been answered: then the stored answer."""
    if HEADER not in request.headers:
        return carry_out()
    key = request.headers[HEADER].strip()
    if not (1 <= len(key) <= MAX_KEY_LENGTH and key.isascii() and key.isprintable()):
        message = f"幂等键应为 1 至 {MAX_KEY_LENGTH} 个可见的英文字符或数字。"
        raise Problem("validation", errors=[{"field": HEADER, "message": message}])
    fingerprint = fingerprint_of(request)
    with transaction.atomic():
        row_id = _claim(request, key, fingerprint)
        if row_id is None:
            return _stored_answer(request, key, fingerprint)
        response = carry_out()
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif isinstance(response, Response):
            _store(row_id, response)
        else:  # a document: not kept; the same key makes it again
            IdempotencyKey.objects.filter(pk=row_id).delete()
    return response


def fingerprint_of(request) -> str:
    """A keyed hash of method, address and content. Keyed, because the content may hold an ID number."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    data = request.data
    if hasattr(data, "lists"):  # a form: its boundary differs at every sending, its fields don't
        for name, values in sorted(data.lists()):
            for value in values:
                digest.update(f"\n{name}\n".encode())
                digest.update(_content(value))
    else:
        digest.update(orjson.dumps(data, option=orjson.OPT_SORT_KEYS))
    return salted_hmac("api.idempotency", digest.digest(), algorithm="sha256").hexdigest()


def _content(value) -> bytes:
    if not hasattr(value, "chunks"):
        return str(value).encode()
    digest = hashlib.sha256(value.name.encode())
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return digest.digest()


def _caller(request) -> tuple[int, int | None]:
    return request.user.pk, request.auth.pk if isinstance(request.auth, ApiToken) else None


def _claim(request, key: str, fingerprint: str) -> int | None:
    user_id, token_id = _caller(request)
    now = timezone.now()
    expires_at = now + timedelta(hours=settings.API_IDEMPOTENCY_HOURS)
    statement = _CLAIM.format(table=IdempotencyKey._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [_wait()]
        )
        usual_wait = cursor.fetchone()[0]
        try:
            with transaction.atomic():
                cursor.execute(statement, [user_id, token_id, key, fingerprint, now, expires_at])
                row = cursor.fetchone()
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) != "55P03":
                raise
            raise Problem("repeat-in-progress", headers={"Retry-After": "2"}) from None
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual_wait])
    return row[0] if row else None


def _wait() -> str:
    return f"{settings.API_IDEMPOTENCY_WAIT_SECONDS * 1000}ms"


def _stored_answer(request, key: str, fingerprint: str) -> Response:
    user_id, token_id = _caller(request)
    row = IdempotencyKey.objects.get(user_id=user_id, token_id=token_id, key=key)
    if row.fingerprint != fingerprint:
        raise Problem("key-reused")
    body = orjson.loads(open_bytes(row.body, aad=_place(row.pk))) if row.body is not None else None
    return Response(body, status=row.status, headers={**row.headers, "Idempotency-Replayed": "true"})


def _store(row_id: int, response: Response) -> None:
    body = None if response.data is None else seal_bytes(dumps(response.data), aad=_place(row_id))
    headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    IdempotencyKey.objects.filter(pk=row_id).update(status=response.status_code, body=body, headers=headers)


def _place(row_id: int) -> str:
    return f"core_idempotencykey.body:{row_id}"
