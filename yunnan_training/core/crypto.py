"""Sealing of personal data: authenticated encryption bound to its place, and a keyed search hash.

Sealed form: version byte, cipher byte, key-id length, key id, 12-byte nonce, ciphertext with tag.
The additional data (`aad`, "table.column:row key") makes a value useless when copied to another row.
SM4-GCM can be chosen by setting; a software library is not a certified module, so nothing here claims more.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_VERSION = b"\x01"
_AES, _SM4 = b"\x01", b"\x02"


class SealBroken(Exception):
    """The value was changed, moved to another row, or sealed with a key that isn't here."""


@lru_cache(maxsize=4)
def _keys(text: str) -> dict[str, bytes]:
    pairs = [item.strip().partition(":") for item in text.split(",") if item.strip()]
    keys = {kid: base64.b64decode(key) for kid, _, key in pairs}
    if not keys or any(len(key) != 32 for key in keys.values()):
        raise ImproperlyConfigured("FIELD_KEYS must be `kid:base64` pairs of 32-byte keys")
    return keys


def seal_bytes(plain: bytes, *, aad: str) -> bytes:
    keys = _keys(settings.FIELD_KEYS)
    kid = next(iter(keys))
    nonce = os.urandom(12)
    if settings.FIELD_CIPHER == "sm4-gcm":
        encryptor = Cipher(algorithms.SM4(keys[kid][:16]), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(aad.encode())
        body = encryptor.update(plain) + encryptor.finalize() + encryptor.tag
        cipher = _SM4
    else:
        body = AESGCM(keys[kid]).encrypt(nonce, plain, aad.encode())
        cipher = _AES
    name = kid.encode()
    return _VERSION + cipher + bytes([len(name)]) + name + nonce + body


def open_bytes(sealed: bytes, *, aad: str) -> bytes:
    sealed = bytes(sealed)
    cipher, length = sealed[1:2], sealed[2]
    kid = sealed[3 : 3 + length].decode()
    nonce = sealed[3 + length : 15 + length]
    body = sealed[15 + length :]
    key = _keys(settings.FIELD_KEYS).get(kid)
    if key is None:
        raise SealBroken(f"no key {kid!r}")
    try:
        if cipher == _SM4:
            decryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, body[-16:])).decryptor()
            decryptor.authenticate_additional_data(aad.encode())
            return decryptor.update(body[:-16]) + decryptor.finalize()
        return AESGCM(key).decrypt(nonce, body, aad.encode())
    except InvalidTag as error:
        raise SealBroken(aad) from error


def seal(plain: str, *, aad: str) -> bytes:
    return seal_bytes(plain.encode(), aad=aad)


def open_sealed(sealed: bytes, *, aad: str) -> str:
    return open_bytes(sealed, aad=aad).decode()


@lru_cache(maxsize=4)
def _index_key(text: str) -> bytes:
    key = base64.b64decode(text)
    if len(key) < 32:
        raise ImproperlyConfigured("INDEX_KEY must be base64 of at least 32 bytes")
    return key


def blind_index(value: str, *, purpose: str) -> str:
    """Keyed hash for equality search (64 hex digits); the purpose keeps columns from being joined."""
    key = _index_key(settings.INDEX_KEY)
    return hmac.new(key, f"{purpose}\x00{value}".encode(), hashlib.sha256).hexdigest()
