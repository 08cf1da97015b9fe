"""Marks messages for extraction where they stand as data."""


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools and translators know
    """Mark a message for extraction; it is translated where it is shown."""
    return message
