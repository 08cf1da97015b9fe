"""The same site as in the other tests."""

from tests.conftest import countries, published

__all__ = ["countries", "published"]
