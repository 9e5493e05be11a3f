"""Keyed pseudonyms: an identifier becomes HMAC-SHA-256(key, domain + identifier) before anything is stored.

Domains keep identifiers of different kinds apart, so that equal texts do not become equal pseudonyms.
Where the key comes from is the settings' matter; the key is never stored, logged or shown here.
"""

import hashlib
import hmac

import pandas as pd

FILE_NAME = "file-name"
_SEPARATOR = "\x1f"


class Pseudonymiser:
    """Makes pseudonyms with one key."""

    def __init__(self, key: bytes) -> None:
        self._keyed = hmac.new(key, digestmod=hashlib.sha256)

    def pseudonym(self, domain: str, identifier: str) -> str:
        """The pseudonym (64 hex digits) of an identifier in a domain (`client`, `bsn`, `respondent`, FILE_NAME)."""
        keyed = self._keyed.copy()
        keyed.update(f"{domain}{_SEPARATOR}{identifier}".encode())
        return keyed.hexdigest()

    @property
    def key_id(self) -> str:
        """A short name of the key that tells nothing about it: to notice that another key is in use."""
        return self.pseudonym("key-id", "")[:16]

    def pseudonyms(self, domain: str, identifiers: pd.Series) -> pd.Series:
        """As `pseudonym`, for a column; what is empty stays empty. Each distinct identifier is hashed once."""
        codes, distinct = pd.factorize(identifiers)
        hashed = pd.Series([self.pseudonym(domain, identifier) for identifier in distinct], dtype="str")
        return hashed.reindex(codes).set_axis(identifiers.index)


class PairingPseudonymiser(Pseudonymiser):
    """Makes pseudonyms with one key, and remembers what another key made of the same identifiers: `pairs`, by domain
    from the other key's pseudonym to this one's.
    """

    def __init__(self, key: bytes, other_key: bytes) -> None:
        super().__init__(key)
        self._other = Pseudonymiser(other_key)
        self.pairs: dict[str, dict[str, str]] = {}

    def pseudonym(self, domain: str, identifier: str) -> str:
        pseudonym = super().pseudonym(domain, identifier)
        self.pairs.setdefault(domain, {})[self._other.pseudonym(domain, identifier)] = pseudonym
        return pseudonym
