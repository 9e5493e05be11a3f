"""A landing folder in Azure storage (abfs://container@account/folder), through the package adlfs.

Not tested: the project has no such storage to test with.
"""

import adlfs
from azure.core.exceptions import AzureError

from warehouse.landing.area import LandingAreaMissing, LandingOptions
from warehouse.privacy.names import spelled_name


class AzurePlace:
    """A folder in a container."""

    foreseen = (OSError, AzureError)
    gone = (FileNotFoundError,)

    def __init__(self, root: str, account: str, options: LandingOptions) -> None:
        self.root = root
        self._account, self._options = account, options

    def connect(self) -> adlfs.AzureBlobFileSystem:
        return adlfs.AzureBlobFileSystem(
            account_name=self._account,
            account_key=self._options.secret_key,
            timeout=self._options.timeout_seconds,
            use_listings_cache=False,
            skip_instance_cache=True,
        )

    def in_words(self, fault: Exception) -> str:
        return (
            f"The Azure storage abfs://{spelled_name(self.root)} cannot be listed or read ({type(fault).__name__}): see"
            " whether LANDING_URL names its container and account, and LANDING_SECRET_KEY is a key of that account."
        )


def place_of(rest: str, options: LandingOptions) -> AzurePlace:
    authority, _, folder = rest.partition("/")
    container, _, host = authority.partition("@")
    if not container or not host or not options.secret_key:
        raise LandingAreaMissing(
            "For Azure storage, write LANDING_URL as abfs://container@account/folder, and set LANDING_SECRET_KEY."
        )
    return AzurePlace(f"{container}/{folder}".strip("/"), host.partition(".")[0], options)
