import pytest
from pydantic import ValidationError

from resources.listing import PUBLISHED, Country, SiteNote
from resources.terms import EvidenceKind, Fact, Scope, SiteTrait, Status
from tests.builders import country, evidence, listing, phone, reporting

OFFICIAL = evidence(url="https://www.iwf.org.uk/about")
GOVERNMENT = evidence(url="https://report.iwf.org.uk/", kind=EvidenceKind.GOVERNMENT)
NAMED_ELSEWHERE = evidence(
    url="https://news.example.com/", kind=EvidenceKind.SECONDARY, supports=(Fact.NAME, Fact.REPORT_URL)
)


def faults_of(**changes: object) -> list[str]:
    """Name the fields at fault in a listing, none where it is sound."""
    try:
        listing(**changes)
    except ValidationError as refusal:
        return [".".join(map(str, error["loc"])) for error in refusal.errors()]
    return []


# the report link, the pages that were read, the fields at fault
PROOFS = [
    (None, (GOVERNMENT,), []),  # nothing to prove
    ("https://report.iwf.org.uk/", (OFFICIAL,), []),  # the body's own domain
    (
        "https://report.iwf.org.uk/",
        (GOVERNMENT,),
        ["report_url"],
    ),  # the same domain, but nobody says that it is the body's
    ("https://report.other.org/", (OFFICIAL,), ["report_url"]),  # leaves the body's domain
    ("https://report.other.org/", (OFFICIAL, NAMED_ELSEWHERE), []),  # a page gives this link
    ("https://iwf.org.uk.evil.com/", (OFFICIAL,), ["report_url"]),
    ("http://www.iwf.org.uk/report", (OFFICIAL,), ["report_url"]),  # the body answers over https
    ("http://report.iwf.org.uk/", (OFFICIAL,), []),  # of this host nobody knows
]


@pytest.mark.parametrize(("link", "pages", "faults"), PROOFS)
def test_report_link_is_proven_or_refused(link, pages, faults):
    assert faults_of(report_url=link, evidence=pages) == faults


def test_report_link_may_be_proven_by_the_reporting_part():
    proof = reporting(evidence=(evidence(url="https://www.iwf.org.uk/faqs", supports=(Fact.ACCEPTS,)),))

    one = listing(report_url="https://report.iwf.org.uk/", reporting=proof, evidence=(GOVERNMENT,))

    assert [page.url for page in one.pages] == ["https://report.iwf.org.uk/", "https://www.iwf.org.uk/faqs"]


def test_channel_needs_a_page_that_says_what_it_takes():
    with pytest.raises(ValidationError, match="no page in `evidence` supports accepts"):
        reporting(evidence=(evidence(supports=(Fact.PHONES,)),))


def test_channel_needs_evidence_of_its_own_even_as_a_candidate():
    with pytest.raises(ValidationError, match="evidence"):
        reporting(status=Status.CANDIDATE, evidence=())


@pytest.mark.parametrize(("status", "is_shown"), [(Status.LISTED, True), (Status.CANDIDATE, False)])
def test_channel_is_shown_only_where_it_is_proven(status, is_shown):
    channel = reporting(status=status)

    shown = listing(reporting=channel).proven_reporting

    assert (shown is not None) is is_shown


# scope, region, the fields at fault
REGIONS = [
    (Scope.NATIONAL, None, []),
    (Scope.NATIONAL, "GB-SCT", ["region"]),
    (Scope.REGIONAL, "GB-SCT", []),
    (Scope.REGIONAL, None, []),  # ISO 3166-2 does not know every island or camp
    (Scope.REGIONAL, "FR-BRE", ["region"]),  # of another country
]


@pytest.mark.parametrize(("scope", "region", "faults"), REGIONS)
def test_region_agrees_with_scope_and_country(scope, region, faults):
    assert faults_of(scope=scope, region=region) == faults


def test_service_that_nobody_can_reach_is_refused():
    with pytest.raises(ValidationError, match="no way to reach the service"):
        listing(phones=(), website=None)


def test_faults_of_all_numbers_are_named_at_once():
    phones = (phone(number="0800 1111"), phone(number="0800 CHILD"), phone(number="0800 11112"))

    assert faults_of(phones=phones, name="") == ["name", "phones.1.number", "phones.2.number"]


def test_listing_of_another_country_is_refused():
    with pytest.raises(ValidationError, match="begin it with fr-"):
        country(listing(), code="FR")


def test_listing_cannot_be_changed():
    one = listing()

    with pytest.raises(ValidationError, match="frozen"):
        one.name = "Other"


def test_what_was_published_stays_readable_when_the_numbering_metadata_changes() -> None:
    learnt_since = country(listing()).model_dump(mode="json")
    learnt_since["listings"][0]["phones"][0]["unusual"] = "Not in the numbering metadata on its day."

    with pytest.raises(ValidationError, match="remove `unusual`"):
        Country.model_validate(learnt_since)

    assert Country.model_validate(learnt_since, context=PUBLISHED).listings[0].id == "gb-example"


def noted(trait: SiteTrait, url: str = "https://www.example.org.uk/chat") -> SiteNote:
    return SiteNote(trait=trait, url=url, on="2026-11-01")


# what was noticed at a service's sites, the fields at fault
NOTICED = [
    ((noted(SiteTrait.TRACKS),), []),
    ((noted(SiteTrait.TRACKS), noted(SiteTrait.NO_EXIT)), []),
    ((noted(SiteTrait.TRACKS, "https://help.example.org.uk/"),), []),  # the same site
    ((noted(SiteTrait.TRACKS, "https://www.example.com/"),), ["site_notes.0.url"]),  # no link leads there
    ((noted(SiteTrait.TRACKS), noted(SiteTrait.TRACKS)), ["site_notes.1.trait"]),
    ((noted(SiteTrait.HAS_EXIT), noted(SiteTrait.NO_EXIT)), ["site_notes.1.trait"]),
]


@pytest.mark.parametrize(("notes", "faults"), NOTICED)
def test_what_is_noted_of_a_site_is_of_a_site_that_one_is_led_to(notes, faults):
    assert faults_of(site_notes=notes) == faults


def test_listing_without_notes_on_sites_is_written_as_before_there_were_any():
    assert "site_notes" not in listing().model_dump(mode="json")
    assert "site_notes" in listing(site_notes=(noted(SiteTrait.TRACKS),)).model_dump(mode="json")
