"""The wing of open data: what it answers, to whom, and how it refuses."""

import gzip
import json
import re
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote, urlencode

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import Client

from app import behind_proxy, create_app
from resources import api, referrals
from resources.settings import Settings
from resources.terms import Kind
from tests import standard
from tests.conftest import Clock

PATHS = [endpoint.path for endpoint in api.ENDPOINTS]


class Asker:
    """Somebody who asks for open data and takes JSON."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def __call__(self, path: str, **query: object):
        response = self.raw(path, **query)
        assert response.status_code == HTTPStatus.OK, response.text
        return response.json

    def raw(self, path: str, headers=None, **query: object):
        return self.client.get(f"/api{path}", query_string=query, headers=headers)

    def every(self, path: str, **query: object) -> list[dict[str, object]]:
        first = self(path, per_page=100, **query)
        rest = (self(path, per_page=100, page=page, **query) for page in range(2, first["total_pages"] + 1))
        return [one for page in (first, *rest) for one in page["contents"]]


@pytest.fixture(scope="module")
def app(published: Settings) -> Flask:
    """Put one site together that is asked again and again; nothing of one question is left for the next."""
    return create_app(published, clock=Clock())


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


@pytest.fixture(scope="module")
def ask(client: FlaskClient) -> Asker:
    return Asker(client)


@pytest.fixture(scope="module")
def described(ask: Asker):
    return ask("/openapi.json")


def address(path: str, ask: Asker) -> str:
    """Fill in what stands in an address."""
    edition = ask("/editions/current")
    things = path.partition("/{id}")[0]
    filled = {"number": edition["number"], "sha256": edition["parts"]["GB"]["sha256"]}
    if "{id}" in path:
        filled["id"] = ask(things, per_page=1)["contents"][0]["id"]
    return path.format(**filled)


def validator(described, path: str) -> Draft202012Validator:
    schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": described["components"]}, format_checker=FormatChecker())


def test_the_root_names_the_standard_and_its_description(ask: Asker) -> None:
    root = ask("/")

    assert root["version"] == "3.1"
    assert root["openapi_url"] == root["profile"] == "http://localhost/api/openapi.json"


def test_the_description_names_each_address_once_and_no_other(app: Flask, described) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")} - {"/api/<path:rest>"}

    named = {"/api" + path.replace("{", "<").replace("}", ">") for path in described["paths"]}

    assert named == rules
    assert len(PATHS) == len(set(PATHS)) > 10


def test_the_description_says_that_no_key_is_needed(described) -> None:
    assert described["security"] == []


def test_the_description_holds_all_that_it_refers_to(described) -> None:
    referred = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(described)))

    assert referred <= described["components"]["schemas"].keys()
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", ["/services", "/organizations", "/taxonomies", "/taxonomy_terms"])
def test_the_description_leads_from_a_list_to_its_things(described, path: str) -> None:
    links = described["paths"][path]["get"]["responses"]["200"]["links"]

    (named,) = [link["operationId"] for link in links.values()]

    assert described["paths"][path + "/{id}"]["get"]["operationId"] == named


@pytest.mark.parametrize("path", [path for path in PATHS if not path.endswith(".csv")])
def test_each_address_answers_as_it_is_described(ask: Asker, described, path: str) -> None:
    query = {"since": 1} if path == "/withdrawals" else {}

    answer = ask(address(path, ask), **query)

    assert [fault.message for fault in validator(described, path).iter_errors(answer)] == []


def test_every_service_is_as_the_standard_and_the_description_say(ask: Asker, described) -> None:
    services = ask.every("/services", full="true")
    judge = validator(described, "/services/{id}")

    assert len(services) == len({service["id"] for service in services}) > 600
    assert [fault for service in services for fault in standard.faults("service", service)] == []
    assert [fault.message for service in services for fault in judge.iter_errors(service)] == []


def test_a_service_without_its_lists_is_the_same_service(ask: Asker) -> None:
    brief, full = ask.every("/services", country="GB"), ask.every("/services", country="GB", full="true")

    for one, whole in zip(brief, full, strict=True):
        assert one == {name: value for name, value in whole.items() if name in one}
        assert list(standard.faults("service", one)) == []
        assert not any(isinstance(value, list) for value in one.values())


def test_every_organization_is_as_the_standard_asks_and_runs_its_services(ask: Asker) -> None:
    organizations = ask.every("/organizations")

    run = {one["id"] for organization in organizations for one in organization["services"]}

    assert [fault for one in organizations for fault in standard.faults("organization", one)] == []
    assert run == {one["id"] for one in ask.every("/services") if "organization_id" in one}


@pytest.mark.parametrize(("path", "kind"), [("/taxonomies", "taxonomy"), ("/taxonomy_terms", "taxonomy_term")])
def test_every_term_is_as_the_standard_asks(ask: Asker, path: str, kind: str) -> None:
    found = ask.every(path)

    assert found
    assert [fault for one in found for fault in standard.faults(kind, one)] == []
    assert [ask(f"{path}/{one['id']}") for one in found] == found


@pytest.mark.parametrize("path", ["/services", "/organizations"])
def test_a_thing_of_a_list_is_found_by_its_id(ask: Asker, path: str) -> None:
    listed = ask(path, country="KE")["contents"][0]

    assert ask(f"{path}/{listed['id']}").items() >= listed.items()


def test_a_service_is_found_by_the_id_of_its_listing_too(ask: Asker) -> None:
    by_listing = ask("/services/gb-childline")

    assert by_listing["not_alone"]["id"] == "gb-childline"
    assert ask(f"/services/{by_listing['id']}") == by_listing


def test_pages_hold_each_thing_once(ask: Asker) -> None:
    whole = [one["id"] for one in ask("/services", country="GB", per_page=100)["contents"]]

    pages = [ask("/services", country="GB", per_page=5, page=page) for page in range(1, 7)]

    assert [one["id"] for page in pages for one in page["contents"]] == whole
    assert [page["size"] for page in pages] == [5, 5, 5, 5, len(whole) - 20, 0]
    assert [page["first_page"] for page in pages] == [True, False, False, False, False, False]
    assert [page["last_page"] for page in pages] == [False, False, False, False, True, True]
    assert [page["empty"] for page in pages] == [False, False, False, False, False, True]
    assert {(page["total_items"], page["total_pages"]) for page in pages} == {(len(whole), 5)}


def test_services_are_narrowed_by_country(ask: Asker) -> None:
    found = ask.every("/services", country="KE", full="true")

    assert found
    assert {one["not_alone"]["id"][:2] for one in found} == {"ke"}


def test_services_are_narrowed_by_who_runs_them(ask: Asker) -> None:
    organization = ask("/services/gb-childline")["organization_id"]

    found = ask.every("/services", organization_id=organization)

    assert {one["name"] for one in found} >= {"Childline", "NSPCC Helpline"}
    assert {one["organization"]["name"] for one in found} == {"NSPCC"}


def test_services_are_narrowed_by_term(ask: Asker) -> None:
    term = referrals.TERMS[Kind.IMAGE_REMOVAL].id

    found = ask.every("/services", taxonomy_term_id=term, full="true")

    assert found
    assert {one["not_alone"]["kind"] for one in found} == {"image_removal"}


def test_what_is_asked_for_holds_together(ask: Asker) -> None:
    term = referrals.TERMS[Kind.CHILD_HELPLINE].id

    found = ask.every("/services", taxonomy_term_id=term, country="GB", language="en", full="true")

    assert {one["not_alone"]["kind"] for one in found} == {"child_helpline"}
    assert {one["not_alone"]["id"][:2] for one in found} == {"gb"}


def test_names_in_a_query_that_are_not_known_are_passed_over(ask: Asker) -> None:
    assert ask("/services", country="KE", nobody="knows", search="x") == ask("/services", country="KE")


BAD = [
    ("/services", {"page": "0"}, "page"),
    ("/services", {"page": "-1"}, "page"),
    ("/services", {"page": ""}, "page"),
    ("/services", {"page": "1.0"}, "page"),
    ("/services", {"page": "١"}, "page"),  # a figure of another script
    ("/services", {"page": "9" * 5000}, "page"),
    ("/services", {"per_page": "101"}, "per_page"),
    ("/services", {"per_page": "ten"}, "per_page"),
    ("/services", {"full": "yes"}, "full"),
    ("/services", {"country": "gb"}, "country"),
    ("/services", {"country": "QQ"}, "country"),
    ("/services", {"country": "\x00"}, "country"),
    ("/services", {"language": "english"}, "language"),
    ("/services", {"organization_id": "gb-nspcc"}, "organization_id"),
    ("/services", {"taxonomy_id": "' OR 1=1"}, "taxonomy_id"),
    ("/services", {"taxonomy_term_id": "{}"}, "taxonomy_term_id"),
    ("/organizations", {"country": "../.."}, "country"),
    ("/taxonomies", {"page": "x"}, "page"),
    ("/taxonomy_terms", {"taxonomy_id": "x"}, "taxonomy_id"),
    ("/withdrawals", {}, "since"),
    ("/withdrawals", {"since": "0"}, "since"),
    ("/withdrawals", {"since": "yesterday"}, "since"),
]


@pytest.mark.parametrize(("path", "query", "named"), BAD)
def test_a_value_that_cannot_be_is_refused_with_fault_and_remedy(ask: Asker, path: str, query, named: str) -> None:
    response = ask.raw(path, **query)

    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert response.content_type == "application/problem+json"
    fault = response.json["errors"][0]
    assert fault["parameter"] == named
    assert fault["fault"]
    assert fault["remedy"]


@pytest.mark.parametrize("query", ["country=GB&country=FR", "page=1&page=1", "since=1&since=2"])
def test_a_name_given_twice_is_refused_as_only_one_could_be_heeded(client: FlaskClient, query: str) -> None:
    path = "/withdrawals" if query.startswith("since") else "/services"

    response = client.get(f"/api{path}?{query}")

    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "given once" in response.json["errors"][0]["fault"]


@pytest.mark.parametrize(
    "query", [{"language": "english"}, {"taxonomy_id": "kind"}, {"taxonomy_term_id": "1"}, {"organization_id": "x"}]
)
def test_a_fault_is_told_in_words_and_not_as_a_pattern(ask: Asker, query) -> None:
    fault = ask.raw("/services", **query).json["errors"][0]

    assert not set("^[{$") & set(fault["fault"] + fault["remedy"])
    assert "such as" in fault["fault"]


def test_ids_may_come_in_capitals_as_some_programs_write_them(ask: Asker) -> None:
    listed = ask("/services", country="KE")["contents"][0]
    organization = listed["organization_id"]

    assert ask(f"/services/{listed['id'].upper()}")["id"] == listed["id"]
    assert ask(f"/organizations/{organization.upper()}")["id"] == organization
    assert ask("/services", organization_id=organization.upper()) == ask("/services", organization_id=organization)


def test_what_was_sent_is_not_told_back(ask: Asker) -> None:
    response = ask.raw("/services", country="<script>zaqxs", page="zaqxs", language="zaqxs")

    assert len(response.json["errors"]) == 3
    assert "zaqxs" not in response.text


@pytest.mark.parametrize("path", ["/zaqxs", *(re.sub("{.*}", "zaqxs", path) for path in PATHS if "{" in path)])
def test_a_name_of_nothing_is_not_told_back(ask: Asker, path: str) -> None:
    response = ask.raw(path)

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "zaqxs" not in response.text


NOWHERE = [
    *("/services/gb-nobody", "/services/00000000-0000-5000-8000-000000000000", "/services/%00", "/organizations/x"),
    *("/taxonomies/x", "/taxonomy_terms/x", "/editions/0/manifest", "/editions/2/manifest", "/editions/x/manifest"),
    *(f"/editions/{'9' * 5000}/manifest", "/editions/%D9%A1/manifest", "/parts/x", f"/parts/{'0' * 64}", "/xx"),
    *("/parts/../000001", "/parts/%2e%2e%2f000001", "/nothing/here", "/en/", "/withdrawals?since=2"),
]


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there_is_a_problem_with_a_way_on(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api{path}")

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.content_type == "application/problem+json"
    assert "/api/" in response.json["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/", "/services", "/services/gb-childline", "/listings.json"])
def test_nothing_can_be_written(client: FlaskClient, method: str, path: str) -> None:
    response = client.open(f"/api{path}", method=method, json={"name": "x"})

    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert {"GET", "HEAD", "OPTIONS"} == response.allow
    assert response.content_type == "application/problem+json"


ACCEPTS = [
    ("/services", "application/json", 200),
    ("/services", "text/html, */*;q=0.1", 200),
    ("/services", "application/*", 200),
    ("/services", "text/html", 406),
    ("/services", "application/json;q=0", 406),
    ("/listings.csv", "text/csv", 200),
    ("/listings.csv", "application/json", 406),
]


@pytest.mark.parametrize(("path", "accept", "status"), ACCEPTS)
def test_who_takes_another_form_only_is_told_so(ask: Asker, path: str, accept: str, status: int) -> None:
    assert ask.raw(path, headers={"Accept": accept}).status_code == status


@pytest.mark.parametrize(
    "path", ["/", "/services", "/services/nobody", "/services?page=0", "/nothing", "/listings.csv"]
)
def test_every_answer_is_open_to_every_site_and_sets_no_cookie(client: FlaskClient, path: str) -> None:
    headers = client.get(f"/api{path}", headers={"Origin": "https://www.example.org"}).headers

    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Credentials" not in headers
    assert "Set-Cookie" not in headers


def test_a_browser_that_asks_first_may_read_and_no_more(client: FlaskClient) -> None:
    response = client.options("/api/services", headers={"Access-Control-Request-Method": "PUT"})

    assert response.status_code == HTTPStatus.OK
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Headers"].startswith("*")  # many clients send Content-Type always


@pytest.mark.parametrize("path", ["/", "/en/gb/", "/apiary", "/healthz", "/exit"])
def test_pages_stay_closed_to_other_sites(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert "Access-Control-Allow-Origin" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


CODINGS = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@pytest.mark.parametrize("path", ["/services", "/listings.json", "/listings.csv", "/editions/current"])
def test_an_answer_is_the_same_in_every_coding(ask: Asker, path: str) -> None:
    answers = {coding: ask.raw(path, headers={"Accept-Encoding": coding}) for coding in CODINGS}

    plain = {unpack(answers[coding].data) for coding, unpack in CODINGS.items()}

    assert len(plain) == 1
    assert len({answer.headers["ETag"] for answer in answers.values()}) == len(CODINGS)
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in answers.values())


@pytest.mark.parametrize("path", ["/", "/services", "/listings.json", "/listings.csv", "/editions/current"])
def test_who_holds_an_answer_gets_no_bytes(ask: Asker, path: str) -> None:
    first = ask.raw(path)

    again = ask.raw(path, headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})

    assert again.status_code == HTTPStatus.NOT_MODIFIED
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/services", "/listings.csv"])
def test_a_head_is_that_of_the_answer(client: FlaskClient, path: str) -> None:
    get, head = client.get(f"/api{path}"), client.head(f"/api{path}")

    assert head.data == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"] == str(len(get.data))
    assert head.headers["ETag"] == get.headers["ETag"]


def test_data_may_be_kept_briefly_and_parts_for_ever(ask: Asker) -> None:
    part = ask.raw(address("/parts/{sha256}", ask))

    assert ask.raw("/services").headers["Cache-Control"] == "public, max-age=30, must-revalidate"
    assert part.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert ask.raw("/services/nobody").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["example.org", "example.org:8000", "[::1]:8000"])
def test_the_description_is_named_by_the_host_that_was_asked(client: FlaskClient, host: str) -> None:
    root = client.get("/api/", headers={"Host": host}).json

    assert root["openapi_url"] == f"http://{host}/api/openapi.json"


def test_the_description_is_named_by_https_where_visitors_come_over_tls(published: Settings) -> None:
    behind_tls = create_app(replace(published, https=True), clock=Clock())

    root = behind_tls.test_client().get("/api/").json

    assert root["openapi_url"] == root["profile"] == "https://localhost/api/openapi.json"


def test_a_proxy_passes_on_nobodys_word_for_where_the_description_is(published: Settings) -> None:
    app = create_app(replace(published, proxy=True), clock=Clock())
    told = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}

    root = Client(behind_proxy(app, app)).get("/api/", headers=told).json

    assert root["openapi_url"] == "http://localhost/api/openapi.json"


@pytest.mark.parametrize("host", ['e"vil', "a b", "x/y", "é", "a@b", "example.org:99999999"])
def test_a_host_that_is_none_is_not_told_back(client: FlaskClient, host: str) -> None:
    response = client.get("/api/", headers={"Host": host})

    assert response.json["openapi_url"] == "/api/openapi.json"


NAMES = [
    "page",
    "per_page",
    "country",
    "language",
    "organization_id",
    "taxonomy_id",
    "taxonomy_term_id",
    "full",
    "since",
]
VALUES = st.one_of(
    st.text(), st.integers().map(str), st.sampled_from(["GB", "en", "true", "1", "=1+1", "%00", "0x1", "1e9", "null"])
)


@given(
    path=st.sampled_from([path.partition("{")[0] for path in PATHS]),
    rest=st.text(max_size=20),
    query=st.dictionaries(st.sampled_from(NAMES), VALUES),
    accept=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
)
def test_nothing_that_is_asked_makes_it_fail(client: FlaskClient, path, rest, query, accept) -> None:
    url = f"/api{path}{quote(rest, safe='')}"

    response = client.get(url, query_string=urlencode(query), headers={"Accept": accept})

    assert response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
