"""The schema (OpenAPI 3.1): complete, in Chinese, and true of what the base does."""

import re
import warnings

import pytest
import yaml
from drf_spectacular.validation import validate_schema

from tests.core.api.conftest import SAMPLE, problem
from yunnan_training.core.api.views import SchemaView

URL = "/api/v1/schema/"
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _made_anew(monkeypatch):
    monkeypatch.setattr(SchemaView, "_made", {})


@pytest.fixture
def schema(by_token, cast, settings) -> dict:
    settings.ROOT_URLCONF = SAMPLE
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        response = by_token(cast.stranger).get(URL)
    return response.json()


def operations(schema: dict):
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def headers_of(operation: dict) -> dict[str, dict]:
    return {p["name"]: p for p in operation["parameters"] if p["in"] == "header"}


def test_the_portal_s_schema_is_openapi_3_1_and_valid_and_quiet(by_token, cast, capsys):
    response = by_token(cast.stranger).get(URL)
    schema = response.json()
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)
    assert "Warning" not in capsys.readouterr().err


def test_it_comes_as_json_or_yaml(by_token, cast):
    client = by_token(cast.stranger)
    as_json = client.get(URL)
    assert as_json["Content-Type"].startswith("application/json")
    for response in (
        client.get(URL, {"format": "yaml"}),
        client.get(URL, headers={"Accept": "application/yaml"}),
    ):
        assert response["Content-Type"].startswith("application/yaml")
        assert yaml.safe_load(response.content) == as_json.json()


def test_it_is_for_those_who_are_signed_in(client, db):
    problem(client.get(URL), 401, "unauthenticated")


def test_it_is_made_once(by_token, cast, monkeypatch):
    client = by_token(cast.stranger)
    first = client.get(URL).json()
    monkeypatch.setattr(SchemaView.generator_class, "get_schema", None)
    assert client.get(URL).json() == first


@pytest.mark.parametrize("urlconf", [SAMPLE, "yunnan_training.urls"])
def test_everything_a_reader_sees_is_chinese(by_token, cast, settings, urlconf):
    settings.ROOT_URLCONF = urlconf
    schema = by_token(cast.stranger).get(URL).json()
    english = []

    def look(item, path):
        if isinstance(item, dict):
            for key, value in item.items():
                if key in ("description", "summary", "title") and isinstance(value, str):
                    if not CHINESE.search(value) and value not in ("ID",):
                        english.append(f"{path}/{key}: {value}")
                else:
                    look(value, f"{path}/{key}")
        elif isinstance(item, list):
            for index, value in enumerate(item):
                look(value, f"{path}/{index}")

    look(schema, "")
    assert english == []
    for method, path, operation in operations(schema):
        assert operation.get("summary"), (method, path)
        assert CHINESE.search(operation["tags"][0])


def test_every_operation_tells_its_problems(schema):
    for method, path, operation in operations(schema):
        told = set(operation["responses"])
        assert told >= {"400", "401", "403", "404", "405", "406", "429", "500"}, path
        assert (told >= {"409", "415"}) == (method != "get"), path
        changes = method in ("patch", "delete") or ("{id}" in path and method == "post")
        assert (told >= {"412", "428"}) == changes, (method, path)
        for status in told:
            if status >= "400":
                assert operation["responses"][status] == {"$ref": f"#/components/responses/Problem{status}"}
    for status, response in schema["components"]["responses"].items():
        content = response["content"]["application/problem+json"]
        assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert all(
            f"Problem{example['value']['status']}" == status for example in content["examples"].values()
        )


def test_every_operation_asks_for_a_token_or_a_session(schema):
    schemes = schema["components"]["securitySchemes"]
    assert schemes["bearerAuth"] | {"description": ""} == {
        "type": "http",
        "scheme": "bearer",
        "description": "",
    }
    assert (schemes["cookieAuth"]["type"], schemes["cookieAuth"]["in"]) == ("apiKey", "cookie")
    for _, path, operation in operations(schema):
        assert operation["security"] == [{"bearerAuth": []}, {"cookieAuth": []}], path


def test_the_headers_of_versions_and_repeats_are_told(schema):
    paths = schema["paths"]
    detail = paths["/api/v1/institutions/{id}/"]
    assert not headers_of(detail["get"])["If-None-Match"].get("required")
    assert "ETag" in detail["get"]["responses"]["200"]["headers"]
    assert "304" in detail["get"]["responses"]
    assert headers_of(detail["patch"])["If-Match"]["required"]
    assert headers_of(detail["delete"])["If-Match"]["required"]
    create = paths["/api/v1/institutions/"]["post"]
    assert "Idempotency-Key" in headers_of(create)
    assert "If-Match" not in headers_of(create)
    assert {"ETag", "Idempotency-Replayed"} <= set(create["responses"]["201"]["headers"])
    move = paths["/api/v1/training-classes/{id}/approve/"]["post"]
    assert {"If-Match", "Idempotency-Key"} <= set(headers_of(move))


def test_the_list_tells_its_filters_and_its_page(schema):
    operation = schema["paths"]["/api/v1/institutions/"]["get"]
    names = {p["name"] for p in operation["parameters"]}
    assert names == {"name", "created_after", "created_before", "cursor", "page_size"}
    size = next(p for p in operation["parameters"] if p["name"] == "page_size")
    assert (size["schema"]["minimum"], size["schema"]["maximum"]) == (1, 200)
    page = schema["components"]["schemas"]["PaginatedTrainingClassRowList"]
    assert page["required"] == ["results", "next", "previous"]
    row = schema["components"]["schemas"]["TrainingClassRow"]
    assert set(row["properties"]) >= {"institution_name", "status_label", "created_at"}


def test_a_move_tells_its_verb_its_outcome_and_its_refusals(schema):
    operation = schema["paths"]["/api/v1/training-classes/{id}/approve/"]["post"]
    assert operation["summary"] == "培训班：批准开班"
    for words in ("所需权限：批准开班", "办理后状态", "当前状态不是", "本人已办理过"):
        assert words in operation["description"]
    submit = schema["paths"]["/api/v1/training-classes/{id}/submit/"]["post"]
    assert "尚未安排课次" in submit["description"]
    body = schema["paths"]["/api/v1/training-classes/{id}/send-back/"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"]["$ref"].endswith("/ReturnRequest")
    assert set(operation["responses"]["200"]["content"]) == {"application/json"}


def test_steps_and_passages_are_plain_lists(schema):
    steps = schema["paths"]["/api/v1/training-classes/{id}/steps/"]["get"]
    answer = steps["responses"]["200"]["content"]["application/json"]["schema"]
    assert (answer["type"], answer["items"]["$ref"]) == ("array", "#/components/schemas/Step")
    assert [p["name"] for p in steps["parameters"]] == ["id"]


def test_examples_of_the_view_are_shown(schema):
    body = schema["paths"]["/api/v1/institutions/"]["post"]["requestBody"]["content"]["application/json"]
    assert [example["value"] for example in body["examples"].values()] == [{"name": "示例学校"}]


def test_closed_lists_carry_the_name_of_their_class(schema):
    names = set(schema["components"]["schemas"])
    assert {"ClassStatus", "InstitutionKind", "Ownership"} <= names
    assert not {name for name in names if name.endswith("Enum")} - {"BlankEnum", "NullEnum"}
