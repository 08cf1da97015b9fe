import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import remedies, seeds
from resources.errors import ListingsError
from resources.listing import Emergency, Reporting
from resources.terms import Anonymity, Channel, EmergencyService, Fact, Situation, Status
from tests.builders import country, evidence, listing, phone

REPORTING = Reporting(
    accepts=(Situation.WEB_CONTENT,),
    who=(),
    anonymous=Anonymity.NO,
    asks=(),
    passes_to=(),
    response=None,
    not_for=None,
    evidence=(evidence(supports=(Fact.ACCEPTS,)),),
)
HOTLINE = listing(report_url="https://report.example.org.uk/", reporting=REPORTING)
POLICE = Emergency(
    number="999",
    status=Status.LISTED,
    services=(EmergencyService.POLICE,),
    evidence=(evidence(supports=(Fact.NUMBER,)),),
)
GB = seeds.dumps(country(HOTLINE, emergency=(POLICE,)))

# what stands in the file, what is written instead, the field, its value, words of the remedy
SPOILT = [
    (
        '    name: "Example"\n',
        '    name: "Example"\n    name: "Other"\n',
        "name",
        "",
        "stands twice (line 16); keep one",
    ),
    ("    notes: null\n", "    notes: null\n    phone: null\n", "phone", "null", "no such field; correct its name"),
    ('    name: "Example"\n', "", "name", "", "missing; add the field"),
    ('name: "Example"', 'name: ""', "name", "", "empty; write it"),
    ('name: "Example"', "name: null", "name", "null", "write text in quotation marks"),
    ('name: "Example"', r'name: "Exa\nmple"', "name", "Exa\nmple", "on one line"),
    ('id: "gb-example"', 'id: "gb_example"', "id", "gb_example", "gb-childline"),
    ('"0800 1111"', '"0800 CHILD"', "phones.0.number", "0800 CHILD", "as a caller dials it, in figures"),
    (
        '"0800 1111"',
        '"0800 11112"',
        "phones.0.number",
        "0800 11112",
        "not a number that can be dialled in GB; correct it",
    ),
    ("e164: null", 'e164: "0800 1111"', "phones.0.e164", "0800 1111", "country code first"),
    ('hours: "24/7"', 'hours: "Mo-Fr 25:00-26:00"', "phones.0.hours", "Mo-Fr 25:00-26:00", ";"),
    ('hours: "24/7"', 'hours: "Monday to Friday"', "phones.0.hours", "Monday to Friday", ";"),
    ("kind: child_helpline", "kind: helpline", "kind", "helpline", "write one of 'emergency_line', 'child_helpline',"),
    ("audiences: [child]", "audiences: []", "audiences", "", "empty; give at least one"),
    ("audiences: [child]", "audiences: child", "audiences", "child", "write a list, such as [a, b]"),
    ("anonymous: null", "anonymous: perhaps", "anonymous", "perhaps", "write true, false, or null"),
    ('languages: ["en"]', 'languages: ["en_GB"]', "languages.0", "en_GB", "BCP 47"),
    ("email: null", 'email: "help at example.org"', "email", "help at example.org", "help@example.org"),
    ("region: null", 'region: "GB-SCT"', "region", "GB-SCT", "only a regional service has a region"),
    ("timezone: null", 'timezone: "London"', "timezone", "London", "IANA"),
    (
        "report.example.org.uk",
        "report.elsewhere.org",
        "report_url",
        "https://report.elsewhere.org/",
        "name such a page",
    ),
    ("report.example.org.uk", "iwf.org.uk@evil.com", "report_url", "https://iwf.org.uk@evil.com/", "@ hides the host"),
    ("report.example.org.uk", "www.exаmple.org.uk", "report_url", "https://www.exаmple.org.uk/", "mixes scripts"),
    ("https://report.", "http://www.", "report_url", "http://www.example.org.uk/", "write https://"),
    ("supports: [accepts]", "supports: [name]", "reporting.accepts", "web_content", "name the page that says so"),
]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("sound", "spoilt", "field", "value", "words"), SPOILT)
def test_fault_names_file_listing_field_value_and_remedy(sound, spoilt, field, value, words):
    assert GB.count(sound) == 1, "the test must spoil one place"

    with pytest.raises(ListingsError) as error:
        seeds.loads(GB.replace(sound, spoilt), "GB.yaml")

    (fault,) = error.value.faults
    assert (fault.file, fault.field, fault.value) == ("GB.yaml", field, value)
    assert fault.listing in {"gb-example", "gb_example"}
    assert words in fault.remedy


def test_fault_reads_as_one_line():
    with pytest.raises(ListingsError) as error:
        seeds.loads(GB.replace('number: "999"', 'number: "9 9 nine"'), "GB.yaml")

    assert str(error.value) == (
        "GB.yaml › emergency.0.number: '9 9 nine': a number is digits, spaces and + - ( ) / * # only;"
        " write it as a caller dials it, in figures"
    )


def test_listing_without_evidence_is_refused():
    listings = GB.index("    evidence:\n      - url:", GB.index("listings:"))
    text = f"{GB[:listings]}    evidence: []\n    notes: null\n"

    with pytest.raises(ListingsError, match=r"^GB\.yaml › gb-example › evidence: empty; give at least one$"):
        seeds.loads(text, "GB.yaml")


def test_faults_of_all_files_come_at_once(tmp_path):
    spoilt = GB.replace('"0800 1111"', '"0800 CHILD"').replace("kind: child_helpline", "kind: helpline")
    write(tmp_path, GB=spoilt, FR='country: "FR"\nemergency: []\n', DE="country: [")

    with pytest.raises(ListingsError) as error:
        seeds.load(tmp_path)

    assert [(fault.file, fault.listing, fault.field) for fault in error.value.faults] == [
        ("DE.yaml", "", ""),
        ("FR.yaml", "", "listings"),
        ("GB.yaml", "gb-example", "kind"),
        ("GB.yaml", "gb-example", "phones.0.number"),
    ]


def test_norway_is_not_false(tmp_path):
    write(tmp_path, NO="country: NO\nemergency: []\nlistings: []\n")

    assert [norway.country for norway in seeds.load(tmp_path)] == ["NO"]


def test_file_bears_its_country_s_code(tmp_path):
    write(tmp_path, FR=GB)

    with pytest.raises(ListingsError, match=r"FR\.yaml › country: 'GB': .* name it GB\.yaml"):
        seeds.load(tmp_path)


def test_listing_bears_its_country_s_code():
    stranger = GB.replace('id: "gb-example"', 'id: "ie-example"').replace('"0800 1111"', '"116 111"')

    with pytest.raises(ListingsError, match=r"GB\.yaml › ie-example › id: 'ie-example': begin it with gb-"):
        seeds.loads(stranger, "GB.yaml")


def test_id_stands_once_in_a_file():
    twice = GB + GB.partition("listings:\n")[2]

    with pytest.raises(ListingsError, match=r"GB\.yaml › gb-example › id: 'gb-example': stands 2 times"):
        seeds.loads(twice, "GB.yaml")


def test_id_stands_once_in_all_files(tmp_path):
    write(tmp_path, GB=GB, FR=GB.replace('country: "GB"', 'country: "FR"'))

    with pytest.raises(ListingsError) as error:
        seeds.load(tmp_path)

    repeated = [fault.file for fault in error.value.faults if "stands 2 times" in fault.remedy]
    assert repeated == ["FR.yaml", "GB.yaml"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"country: \xff\xfe", "UTF-8"),
        (GB.encode("utf-16"), "UTF-8"),
        (b"# " + b"x" * seeds.LARGEST_BYTES, "too large"),
        (b"", "empty"),
        (b"null", "block of fields"),
        (b"[]", "block of fields"),
        (b"listings: [[], null, {id: [x]}]", "missing"),
    ],
)
def test_file_that_is_no_country_is_refused_by_name(tmp_path, content, word):
    (tmp_path / "GB.yaml").write_bytes(content)

    with pytest.raises(ListingsError) as error:
        seeds.load(tmp_path)

    assert {fault.file for fault in error.value.faults} == {"GB.yaml"}
    assert word in str(error.value)


def test_empty_folder_is_refused(tmp_path):
    with pytest.raises(ListingsError, match="no listing files"):
        seeds.load(tmp_path)


def test_countries_come_sorted(tmp_path):
    write(tmp_path, NO="country: NO\nemergency: []\nlistings: []\n", GB=GB)

    assert [one.country for one in seeds.load(tmp_path)] == ["GB", "NO"]


LINES = st.from_regex(r"[^\s\x00-\x1f\x7f-\x9f][^\r\n\t\x00-\x1f\x7f-\x9f]{0,30}[^\s\x00-\x1f]", fullmatch=True)
PHONES = st.builds(phone, number=st.just("0800 1111"), channel=st.sampled_from(Channel))


@given(name=LINES, notes=st.none() | LINES, phones=st.lists(PHONES, max_size=2).map(tuple), holds=st.booleans())
def test_what_is_written_is_read_again(name, notes, phones, holds):
    check = {"fact": "phones", "method": "page_read", "url": None, "on": "2026-05-01", "by": "editor", "holds": holds}
    one = country(listing(name=name, notes=notes, phones=phones, checks=(check,)), emergency=(POLICE,))

    assert seeds.loads(seeds.dumps(one)) == one


@given(st.text())
def test_any_text_is_a_country_or_refused(text):
    with pytest.raises(ListingsError):
        seeds.loads(text)


def test_what_has_a_default_is_written_where_it_was_set_only():
    odd = listing(phones=(phone(number="0800 11112", unusual="Stands on the named page."),))

    assert "unusual" not in GB
    assert "checks" not in GB
    assert '        unusual: "Stands on the named page."\n' in seeds.dumps(country(odd))


def test_tidying_writes_the_one_style_the_schema_and_the_seal_once(tmp_path):
    write(tmp_path, GB=GB.replace('"24/7"', "'24/7'"), NO="{country: NO, emergency: [], listings: []}")

    changed, again = seeds.tidy(tmp_path), seeds.tidy(tmp_path)

    assert (changed, again) == (("GB.yaml", "NO.yaml", seeds.SCHEMA, seeds.SEAL), ())
    assert (tmp_path / "GB.yaml").read_text(encoding="utf-8") == GB


def test_tidying_leaves_faulty_files_alone(tmp_path):
    spoilt = GB.replace('"0800 1111"', '"0800 CHILD"')
    write(tmp_path, GB=spoilt, NO="{country: NO, emergency: [], listings: []}")

    with pytest.raises(ListingsError):
        seeds.tidy(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["GB.yaml", "NO.yaml"]
    assert (tmp_path / "GB.yaml").read_text(encoding="utf-8") == spoilt


def test_schema_refuses_fields_that_are_not_known():
    schema = json.loads(seeds.json_schema())

    closed = {name: part.get("additionalProperties") for name, part in schema["$defs"].items() if "properties" in part}
    parts = ["Check", "Emergency", "Evidence", "Listing", "Phone", "Reporting", "SiteNote"]
    assert closed == dict.fromkeys(parts, False)
    assert schema["additionalProperties"] is False


def test_remedy_that_is_not_rewritten_speaks_in_pydantic_s_words():
    error = {"type": "url_scheme", "loc": ("website",), "msg": "URL scheme should be 'https'", "input": "ftp://x"}

    assert remedies.remedy(error) == "URL scheme should be 'https'"
