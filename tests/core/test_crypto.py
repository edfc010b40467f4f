"""Personal data at rest: sealed to its place, searchable by a keyed hash only, nowhere in clear."""

import base64
import os

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tests.factories import core, trainees
from trainees import privacy
from trainees.models import Trainee
from yunnan_training.core.crypto import SealBroken, blind_index, open_sealed, seal

CIPHERS = ["aes-256-gcm", "sm4-gcm"]
ID_NUMBER = trainees.id_number(1)
PLACE = "trainees_trainee.id_number:1"


def new_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


@pytest.mark.parametrize("cipher", CIPHERS)
def test_what_was_sealed_opens_in_its_place(settings, cipher):
    settings.FIELD_CIPHER = cipher
    sealed = seal(ID_NUMBER, aad=PLACE)
    assert open_sealed(sealed, aad=PLACE) == ID_NUMBER
    assert open_sealed(memoryview(sealed), aad=PLACE) == ID_NUMBER  # as the database driver hands it over
    assert ID_NUMBER.encode() not in sealed


@pytest.mark.parametrize("cipher", CIPHERS)
def test_the_same_number_is_sealed_differently_each_time(settings, cipher):
    settings.FIELD_CIPHER = cipher
    assert len({seal(ID_NUMBER, aad=PLACE) for _ in range(50)}) == 50


@pytest.mark.parametrize("cipher", CIPHERS)
@pytest.mark.parametrize(
    "elsewhere",
    ["trainees_trainee.id_number:2", "trainees_trainee.phone:1", ""],
    ids=["row", "column", "none"],
)
def test_a_value_copied_to_another_place_is_refused(settings, cipher, elsewhere):
    settings.FIELD_CIPHER = cipher
    sealed = seal(ID_NUMBER, aad=PLACE)
    with pytest.raises(SealBroken):
        open_sealed(sealed, aad=elsewhere)


@pytest.mark.parametrize("cipher", CIPHERS)
def test_one_changed_bit_is_refused(settings, cipher):
    settings.FIELD_CIPHER = cipher
    sealed = seal(ID_NUMBER, aad=PLACE)
    for position in range(len(sealed) - 40, len(sealed)):  # nonce, body and tag
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(SealBroken):
            open_sealed(bytes(changed), aad=PLACE)


def test_a_value_sealed_with_the_other_cipher_still_opens(settings):
    settings.FIELD_CIPHER = "sm4-gcm"
    older = seal(ID_NUMBER, aad=PLACE)
    settings.FIELD_CIPHER = "aes-256-gcm"
    assert open_sealed(older, aad=PLACE) == ID_NUMBER


def test_after_a_new_key_the_old_values_open_and_new_ones_carry_the_new_key(settings):
    old, new = f"old:{new_key()}", f"new:{new_key()}"
    settings.FIELD_KEYS = old
    before = seal(ID_NUMBER, aad=PLACE)
    settings.FIELD_KEYS = f"{new},{old}"
    after = seal(ID_NUMBER, aad=PLACE)
    assert open_sealed(before, aad=PLACE) == open_sealed(after, aad=PLACE) == ID_NUMBER
    settings.FIELD_KEYS = new
    assert open_sealed(after, aad=PLACE) == ID_NUMBER
    with pytest.raises(SealBroken, match="old"):
        open_sealed(before, aad=PLACE)


@pytest.mark.parametrize("keys", ["", "a:" + base64.b64encode(b"short").decode()], ids=["none", "short"])
def test_a_portal_without_proper_keys_doesnt_seal(settings, keys):
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured):
        seal(ID_NUMBER, aad=PLACE)


def test_the_search_hash_is_keyed_and_names_its_purpose(settings):
    as_id = blind_index(ID_NUMBER, purpose="trainee.id_number")
    assert as_id == blind_index(ID_NUMBER, purpose="trainee.id_number")
    assert as_id != blind_index(ID_NUMBER, purpose="trainee.phone")
    assert blind_index("23", purpose="a.1") != blind_index("123", purpose="a.")
    settings.INDEX_KEY = new_key()
    assert blind_index(ID_NUMBER, purpose="trainee.id_number") != as_id


@pytest.mark.django_db
def test_a_sealed_number_moved_to_another_persons_row_doesnt_open():
    first, second = trainees.trainee(), trainees.trainee()
    Trainee.objects.filter(pk=second.pk).update(bank_account_sealed=first.bank_account_sealed)
    second.refresh_from_db()
    with pytest.raises(SealBroken):
        privacy.opened(second, "bank_account")


@pytest.mark.django_db
def test_no_column_of_the_database_holds_a_persons_numbers_in_clear(cast):
    """Written, changed and revealed: the plain number must stand in no table, history included."""
    plain = [
        trainees.id_number(77, born=core.DAY.replace(year=1991)),
        "13987654321",
        trainees.bank_account(771),
    ]
    made = trainees.trainee(id_number=plain[0], phone=plain[1], bank_account=plain[2])
    made.education = "大专"
    made.save()
    by = cast.owner.act("clerk")
    assert privacy.reveal(made, "id_number", by=by, reason="核对证件", at=core.at()) == plain[0]

    holding = tables_holding([*plain, made.id_number_masked])
    assert holding[made.id_number_masked] >= {"trainees_trainee", "trainees_traineeevent"}  # the search sees
    assert {number: holding[number] for number in plain} == {number: set() for number in plain}


def tables_holding(needles: list[str]) -> dict[str, set[str]]:
    """In which tables each text stands, as text or as the bytes of a binary column."""
    found: dict[str, set[str]] = {needle: set() for needle in needles}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public'"
        )
        for (table,) in cursor.fetchall():
            for needle in needles:
                cursor.execute(
                    f'SELECT EXISTS (SELECT FROM "{table}" t WHERE strpos(t::text, %s) > 0 OR strpos(t::text, %s) > 0)',
                    [needle, needle.encode().hex()],
                )
                if cursor.fetchone()[0]:
                    found[needle].add(table)
    return found
