"""How parts of addresses are read."""

from werkzeug.routing import BaseConverter


class LocaleConverter(BaseConverter):
    """The tag of a locale, such as `en` or `pt-BR`."""

    regex = r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?"


class CodeConverter(BaseConverter):
    """A country's code: lower case in addresses, upper case in the directory."""

    regex = "[a-z]{2}"

    def to_python(self, value: str) -> str:
        """Give the code as the directory writes it."""
        return value.upper()


class NumberConverter(BaseConverter):
    """The number of an edition, written in one way only, so that one page has one address."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        """Give the number."""
        return int(value)
