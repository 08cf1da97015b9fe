"""The closed sets of the field's terms. Their values stand in YAML, editions and the API, and never change."""

from enum import StrEnum


class Kind(StrEnum):
    """What a service is, in the field's terms."""

    EMERGENCY_LINE = "emergency_line"
    """A number beyond the general ones, such as a line for children in danger."""
    CHILD_HELPLINE = "child_helpline"
    """Someone to talk to, for children and young people."""
    SURVIVOR_SUPPORT = "survivor_support"
    """Support after sexual abuse or violence, for children or adults."""
    REPORT_CONTENT = "report_content"
    """A hotline that takes reports of illegal pictures and videos."""
    POLICE_REPORT = "police_report"
    """A police or ministry portal or line that takes reports."""
    IMAGE_REMOVAL = "image_removal"
    """A service that has pictures of the person asking taken down."""
    MISSING_CHILD = "missing_child"
    """A line for missing children and their families."""
    CHILD_PROTECTION = "child_protection"
    """The statutory service."""
    PREVENTION = "prevention"
    """For people worried about their own or somebody's behaviour."""
    CRISIS_LINE = "crisis_line"
    """Suicide and emotional crisis."""
    DOMESTIC_VIOLENCE = "domestic_violence"
    """Violence at home."""
    TRAFFICKING = "trafficking"
    """People who are traded or exploited."""
    VICTIM_SUPPORT = "victim_support"
    """Any crime, such as 116 006."""


class Audience(StrEnum):
    """Whom a service is meant for."""

    CHILD = "child"
    YOUNG_PERSON = "young_person"
    ADULT_SURVIVOR = "adult_survivor"
    PARENT = "parent"
    PROFESSIONAL = "professional"
    BYSTANDER = "bystander"
    WORRIED_ABOUT_SELF = "worried_about_self"
    EVERYONE = "everyone"


class Scope(StrEnum):
    """How far a service reaches."""

    NATIONAL = "national"
    REGIONAL = "regional"
    INTERNATIONAL = "international"


class Status(StrEnum):
    """Whether the evidence carries a fact to visitors."""

    LISTED = "listed"
    """Shown as help."""
    CANDIDATE = "candidate"
    """Waits for a moderator; counted, never shown as help."""


class Channel(StrEnum):
    """How a number is used."""

    VOICE = "voice"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    TEXTPHONE = "textphone"


class Cost(StrEnum):
    """What the caller pays."""

    FREE = "free"
    LOCAL = "local"
    PAID = "paid"
    UNKNOWN = "unknown"


class EvidenceKind(StrEnum):
    """Whose page a fact was read on, strongest first."""

    OFFICIAL = "official"
    """The service's own page."""
    GOVERNMENT = "government"
    NETWORK = "network"
    SECONDARY = "secondary"


class Network(StrEnum):
    """A body whose page shows the service as a member."""

    INHOPE = "inhope"
    CHILD_HELPLINE_INTERNATIONAL = "child_helpline_international"
    INSAFE = "insafe"
    MISSING_CHILDREN_EUROPE = "missing_children_europe"
    VICTIM_SUPPORT_EUROPE = "victim_support_europe"
    IWF_PORTAL = "iwf_portal"
    BEFRIENDERS = "befrienders"
    LIFELINE_INTERNATIONAL = "lifeline_international"
    EUROPOL_PARTNER = "europol_partner"


class Situation(StrEnum):
    """What a reporting channel takes."""

    WEB_CONTENT = "web_content"
    """A page, picture or video seen online."""
    ONLINE_CONTACT = "online_contact"
    """Someone contacting or pressing a child online."""
    OWN_IMAGE = "own_image"
    """A picture of the person asking."""
    ABUSE_NOW = "abuse_now"
    ABUSE_PAST = "abuse_past"
    MISSING_CHILD = "missing_child"
    TRAFFICKING = "trafficking"
    APP_OR_GAME = "app_or_game"


class Anonymity(StrEnum):
    """Whether a report can be made without a name."""

    YES = "yes"
    """No name is taken."""
    OPTIONAL = "optional"
    """The reporter chooses."""
    NO = "no"


class Asked(StrEnum):
    """What a reporting channel asks for."""

    WEB_ADDRESS = "web_address"
    DESCRIPTION = "description"
    NAME_REQUIRED = "name_required"
    NAME_OPTIONAL = "name_optional"
    CONTACT_REQUIRED = "contact_required"
    CONTACT_OPTIONAL = "contact_optional"
    AGE_PROOF = "age_proof"
    FILE_HASH = "file_hash"
    PLACE = "place"


class Recipient(StrEnum):
    """To whom a reporting channel passes reports."""

    POLICE = "police"
    HOTLINE_NETWORK = "hotline_network"
    HOSTING_COMPANY = "hosting_company"
    PLATFORM = "platform"
    CHILD_PROTECTION = "child_protection"
    NOBODY = "nobody"


class EmergencyService(StrEnum):
    """Who answers an emergency number."""

    POLICE = "police"
    AMBULANCE = "ambulance"
    FIRE = "fire"


class SiteTrait(StrEnum):
    """What somebody who enters a service's site should know of it."""

    TRACKS = "tracks"
    """Its pages load files from companies that follow people from site to site."""
    ASKS_COOKIES = "asks_cookies"
    """It asks to keep cookies in the browser."""
    NO_EXIT = "no_exit"
    """Its pages have no way to leave quickly."""
    HAS_EXIT = "has_exit"


class Method(StrEnum):
    """How a moderator checked a fact."""

    PAGE_READ = "page_read"
    ORGANISATION_CONFIRMED = "organisation_confirmed"
    REGISTER_READ = "register_read"
    CALLED = "called"


class Fact(StrEnum):
    """A field that evidence can support."""

    NAME = "name"
    ORGANIZATION = "organization"
    KIND = "kind"
    AUDIENCES = "audiences"
    REGION = "region"
    TIMEZONE = "timezone"
    PHONES = "phones"
    HOURS = "hours"
    COST = "cost"
    CHAT = "chat"
    EMAIL = "email"
    WEBSITE = "website"
    REPORT_URL = "report_url"
    LANGUAGES = "languages"
    ANONYMOUS = "anonymous"
    NETWORKS = "networks"
    NOTES = "notes"
    NUMBER = "number"
    SERVICES = "services"
    ACCEPTS = "accepts"
    WHO = "who"
    ASKS = "asks"
    PASSES_TO = "passes_to"
    RESPONSE = "response"
    NOT_FOR = "not_for"
