"""To read is no deed: every page of the desk asked by an administrator, and everything is as it was.

What passes is no deed either: when somebody was last here, who looks at what, challenges that nobody answered.
"""

from urllib.parse import urlencode

import pytest

from tests.desk.busy import Busy
from tests.desk.crawling import walk
from tests.desk.signing import RELYING
from tests.hostile import MARKUP

pytestmark = pytest.mark.usefixtures("unchanged")


def addresses(desk: Busy) -> list[str]:
    """Give an address of every view that is read, for each object that is there."""
    adapter, objects = desk.app.url_map.bind("localhost"), desk.objects.values()
    numbers = [value for value in objects if value.isdecimal()]
    values = {"proposal": [*objects], "number": numbers, "member": numbers, "token": [*objects], "tag": ["en", "de"]}
    values["listing_id"] = ["gb-example", "gb-other", "gb-waits", "gb-half", "ke-example", "gb-nothing"]
    found = []
    for rule in desk.app.url_map.iter_rules():
        if "GET" in rule.methods:
            filled: list[dict[str, str]] = [{}]
            for name in rule.arguments:
                filled = [one | {name: value} for one in filled for value in values[name]]
            found += [adapter.build(rule.endpoint, one, method="GET") for one in filled]
    return found


def test_every_page_that_links_lead_to_changes_nothing(desk: Busy) -> None:
    assert len(walk(desk.people["A"])) > 50


def test_every_view_that_can_be_read_changes_nothing_whatever_is_asked(desk: Busy) -> None:
    asked = addresses(desk)
    secret = {"csrf": desk.people["A"].csrf, "kind": "retire", "listing": "gb-example", "role": "administrator"}
    query = urlencode({**secret, "everywhere": "yes", "more": "phones", "q": MARKUP})

    answers = [desk.people["A"].get(f"{address}?{query}") for address in asked]

    assert sum(answer.status_code == 200 for answer in answers) > 50
    assert all(answer.status_code in (200, 303, 403, 404) or "audit" in answer.request.path for answer in answers)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
def test_no_other_method_changes_anything(desk: Busy, method: str) -> None:
    member = desk.people["A"]
    headers = {"Origin": RELYING.origin, "X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST"}
    rules = [rule for rule in desk.app.url_map.iter_rules() if not {"proposal", "token"} & rule.arguments]
    parts = {"listing_id": "gb-example", "tag": "en", "member": 3, "number": desk.objects["role of C"]}
    adapter = desk.app.url_map.bind("localhost")
    paths = {adapter.build(rule.endpoint, {name: parts[name] for name in rule.arguments}) for rule in rules}

    told = {
        member.browser.open(
            path, method=method, base_url=RELYING.origin, data={"csrf": member.csrf}, headers=headers
        ).status_code
        for path in paths
    }

    assert told <= {200, 303, 400, 403, 404, 405}
