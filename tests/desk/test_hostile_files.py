"""Files that nobody fills in: each is read row by row or refused as a whole, with a page that says why."""

import json

import pytest

from resources.desk import audit, importing
from resources.desk.database import transaction
from tests.desk.clients import desk, unhindered
from tests.desk.crawling import faults
from tests.desk.offices import STANDING, opened, shown
from tests.desk.signing import RELYING
from tests.hostile import MARK, MARKUP, RAW, VALUES

LISTING = {
    "id": "gb-filed",
    "name": "Filed",
    "kind": "victim_support",
    "status": "listed",
    "scope": "national",
    "evidence": [{"url": "https://www.example.org/", "publisher": "x", "kind": "official", "supports": ["name"]}],
}
NAMES = (
    "\udcff.csv",
    "../../../etc/passwd",
    "a\x00.csv",
    "",
    ".",
    "x" * 3000 + ".csv",
    MARKUP,
    "a.CSV",
    "a.yaml.csv",
    "é\r\nX: y",
)
BOMB = "a: &a [x,x]\n" + "".join(
    f"{new}: &{new} [*{old},*{old},*{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
YAML = {
    "bomb": BOMB + "listings: [*i]",
    "anchor in a listing": "- &a {id: gb-filed, name: *a}",
    "merge key": "- <<: {id: gb-filed}\n  name: x",
    "object": "!!python/object/apply:os.system ['true']",
    "tagged": "- !!binary aGk=\n- !!set {a}\n- !!timestamp 2001-99-99\n- !<tag:x> {}",
    "deep": "[" * 3000,
    "deep blocks": "".join(f"{' ' * depth}- \n" for depth in range(300)),
    "keys": "- ? [a, b]\n  : c\n- ? {a: b}\n  : c\n- {? null : x, ~ : y}",
    "repeated": "- {id: gb-filed, id: gb-other}",
    "two documents": "- {}\n---\n- {}",
    "directive": "%YAML 9.9\n%TAG ! tag:x,2000:\n---\n- !a {}",
    "surrogates": '- {id: gb-filed, name: "\\ud800", notes: "\\U0010ffff \\x00"}',
    "NUL": '- {id: "gb-\\0", name: "\\0"}',
    "numbers": f"- {{id: {'9' * 5000}, name: 0x{'f' * 5000}, notes: 1e999, phones: .nan}}",
    "rows of none": "- \n" * 3000,
    "not rows": "- 1\n- x\n- [a]\n- [[]]\n- null\n- {}",
    "scalars": "listings: x",
    "wrong within": json.dumps([LISTING | {"phones": "x", "evidence": {"url": []}, "languages": {}, "reporting": [1]}]),
    "odd places": json.dumps(
        [LISTING | {"id": name} for name in ("zz-x", "qq-x", "g", "", "gb", "gb-", "GB-x", "gb-" + "x" * 500)]
    ),
    "everything": json.dumps([dict.fromkeys(LISTING, value) for value in VALUES.values()]),
    "in each field": json.dumps([LISTING | {name: MARKUP} for name in (*LISTING, "notes", "website", "phones", MARK)]),
    "in the evidence": json.dumps(
        [LISTING | {"evidence": [LISTING["evidence"][0] | {"url": v}]} for v in VALUES.values()]
    ),
}
CSV = {
    "no columns": "\n\n\n",
    "unknown": f"{MARKUP},id\nx,y",
    "NUL": "id,name\ngb-filed,\x00",
    "many": ",".join(["id", *(f"phones.{number}.number" for number in range(1, 100))]) + "\n" + "gb-filed" + ",1" * 99,
    "numbers": "id,phones.00.number,phones.1.1.number,phones.-1.number\ngb-filed,1,2,3",
    "repeated": "id,id,name\na,b,c",
    "longer": "id,name\ngb-filed,x,y,z",
    "open quote": 'id,name\ngb-filed,"x',
    "huge cell": "id,name\ngb-filed," + "x" * 200_000,
    "many rows": "id\n" + "gb-filed\n" * 3000,
    "line ends": "id,name\rgb-filed,x\r\n\x0bgb-other,y\x85z",
    "values": "id,name,website\n"
    + "".join(f'gb-filed,"{value.replace(chr(34), 2 * chr(34))}",x\n' for value in VALUES.values()),
    "formulas": "id,name\ngb-filed,=cmd|'/c calc'!A1",
    "null": "id,name,languages,phones.1.number\ngb-example,null,null,null",
}
BYTES = {
    **RAW,
    "UTF-16": "id,name".encode("utf-16"),
    "UTF-7": b"+ADw-script+AD4-",
    "marks": b"\xef\xbb\xbf\xef\xbb\xbfid,name\n",
    "too large": b"a" * (importing.MOST_BYTES + 1),
    "a ZIP": b"PK\x03\x04" + bytes(300),
}
FILES = {
    "YAML": {f"{name}.yaml": text.encode("utf-8", "surrogatepass") for name, text in YAML.items()},
    "CSV": {f"{name}.csv": text.encode("utf-8", "surrogatepass") for name, text in CSV.items()},
    "neither": {f"{name}{end}": data for name, data in BYTES.items() for end in (".csv", ".yaml")},
}


@pytest.fixture
def app(database, tmp_path):
    with unhindered(desk(opened(database, tmp_path), tmp_path / "instance")) as app:
        yield app


def upload(member, *parts):
    """Send a form of files, each a name, bytes and a type, as no browser would write it."""
    lines = [
        f'--{MARK}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        for name, _, kind in parts
    ]
    token = f'--{MARK}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{member.csrf}\r\n'.encode()
    files = (
        line.encode("utf-8", "surrogateescape") + data + b"\r\n"
        for line, (_, data, _) in zip(lines, parts, strict=True)
    )
    body = b"".join([token, *files, f"--{MARK}--\r\n".encode()])
    headers, kind = {"Origin": RELYING.origin}, f"multipart/form-data; boundary={MARK}"
    sent = {"data": body, "content_type": kind, "headers": headers}
    answer = member.browser.post("/desk/import/", base_url=RELYING.origin, **sent)
    answer.get_data()  # it comes in pieces, and the next one waits for its end
    return answer


def found(office, answers):
    with transaction(office.engine) as session:
        audit.verify(session)
    return faults(answers)


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_a_file_of_any_kind_is_told_of_row_by_row_and_changes_nothing_that_visitors_see(office, ben, files):
    wrong = [
        f"{name}: {one}"
        for name, data in files.items()
        for one in found(office, [upload(ben, (name, data, "text/csv"))])
    ]
    pages = [ben.get(path) for path in ("/desk/proposals/", "/desk/audit/", "/desk/")]

    assert wrong == []
    assert found(office, pages) == []
    assert shown(office) == STANDING


def test_a_file_may_have_any_name_and_type(office, ben):
    rows, kinds = json.dumps([LISTING]).encode(), ("text/csv", "text/plain; charset=utf-7", "x", MARK * 500)

    answers = [upload(ben, (name, rows, kind)) for name in NAMES for kind in kinds]

    assert found(office, answers) == []


def test_a_form_of_many_files_and_parts_is_answered(office, ben):
    rows = json.dumps([LISTING]).encode()
    crowd = [(f"x{number}", "y") for number in range(4000)]

    answers = [
        upload(ben, *[("a.yaml", rows, "text/yaml")] * 20),
        upload(ben, ("a.csv", b"x" * 3_000_000, "text/csv")),
        *(ben.post("/desk/import/", fields, content_type="multipart/form-data") for fields in (crowd, {"file": "x"})),
    ]

    assert found(office, answers) == []
    assert [answer.status_code for answer in answers] == [200, 413, 413, 400]
