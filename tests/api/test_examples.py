"""The examples in the schema: there for every creation, lawful by their own schema, about nobody."""

import re

import pytest
from jsonschema import Draft202012Validator

from tests.factories.api import caller

# An ID number that could be somebody's: not of 530000, the province's own code.
SOMEBODY = re.compile(r"(?<![0-9])(?!530000)[1-8][0-9]{16}[0-9X](?![0-9])")


@pytest.fixture
def schema(cast) -> dict:
    return caller(cast.stranger).get("schema/").json()


def contents(schema: dict):
    """(operation, method, path, media type content) of every body sent and every lawful answer."""
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            sent = [operation["requestBody"]] if "requestBody" in operation else []
            answers = [body for status, body in operation["responses"].items() if status.startswith("2")]
            for body in (*sent, *answers):
                for media_type, content in body.get("content", {}).items():
                    yield f"{method} {path} {media_type}", content


def test_every_creation_shows_one(schema):
    without = [
        path
        for path, item in schema["paths"].items()
        if {"post", "get"} <= item.keys()  # a list to which one can add
        and not any(content.get("examples") for content in item["post"]["requestBody"]["content"].values())
    ]
    assert without == []


def test_a_list_shows_one(schema):
    answer = schema["paths"]["/api/v1/training-classes/"]["get"]["responses"]["200"]
    (example,) = answer["content"]["application/json"]["examples"].values()
    assert example["value"]["results"][0]["status_label"] == "已批准公开"


def test_every_example_keeps_the_schema_it_stands_under(schema):
    wrong = []
    for place, content in contents(schema):
        validator = Draft202012Validator({**content["schema"], "components": schema["components"]})
        for example in content.get("examples", {}).values():
            wrong += [f"{place}: {error.message}" for error in validator.iter_errors(example["value"])]
    assert wrong == []


def test_no_example_could_be_somebody(schema):
    for place, content in contents(schema):
        assert not SOMEBODY.search(str(content.get("examples", ""))), place
