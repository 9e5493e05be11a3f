"""A landing folder in S3 storage, Amazon's or another's: a bucket, or what lies under a prefix in it."""

from urllib.parse import urlsplit

import s3fs
from aiohttp import ClientError as HttpClientError
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from s3fs.utils import FileExpired

from warehouse.landing import travels_readably
from warehouse.landing.area import LandingAreaMissing, LandingOptions
from warehouse.privacy.names import spelled_name

_ATTEMPTS = 2


class S3Place:
    """A bucket, or a prefix in one."""

    foreseen = (OSError, BotoCoreError, ClientError, HttpClientError)
    gone = (FileNotFoundError, FileExpired)

    def __init__(self, root: str, options: LandingOptions) -> None:
        self.root = root
        self._options = options

    def connect(self) -> s3fs.S3FileSystem:
        options = self._options
        files = s3fs.S3FileSystem(
            key=options.access_key,
            secret=options.secret_key,
            endpoint_url=options.endpoint_url,
            client_kwargs={"region_name": options.region} if options.region else {},
            config_kwargs={
                "connect_timeout": options.timeout_seconds,
                "read_timeout": options.timeout_seconds,
                "retries": {"total_max_attempts": _ATTEMPTS, "mode": "standard"},
                "ignore_configured_endpoint_urls": True,
            },
            use_listings_cache=False,
            skip_instance_cache=True,
        )
        files.retries = _ATTEMPTS
        return files

    def in_words(self, fault: Exception) -> str:
        place = f"s3://{spelled_name(self.root)}"
        match fault:
            case FileNotFoundError():
                return f"Nothing lies at {place}: see whether the bucket and folder exist, or mend LANDING_URL."
            case PermissionError():
                return (
                    f"{place} may not be read with LANDING_ACCESS_KEY and LANDING_SECRET_KEY: set them right, and let"
                    " them list the bucket and get its objects."
                )
        address = urlsplit(self._options.endpoint_url or "")
        server = f"The S3 storage at {address.netloc.rpartition('@')[2]}" if address.netloc else "Amazon S3"
        if isinstance(fault, TimeoutError | NoConnection | HTTPClientError | HttpClientError):
            return (
                f"{server} cannot be reached, or did not answer within {self._options.timeout_seconds:g} seconds:"
                " see whether it is up, and whether LANDING_ENDPOINT_URL and LANDING_REGION are right."
            )
        return f"{server} does not give {place}: see whether LANDING_URL, LANDING_ENDPOINT_URL and LANDING_REGION fit."


def place_of(rest: str, options: LandingOptions) -> S3Place:
    """The place that `bucket/folder` names. The folder is taken as it is written, without percent escapes."""
    root = rest.strip("/")
    if not root:
        raise LandingAreaMissing("LANDING_URL names no bucket: write s3://bucket or s3://bucket/folder.")
    if not options.access_key or not options.secret_key:
        raise LandingAreaMissing("There is no way into the S3 storage: set LANDING_ACCESS_KEY and LANDING_SECRET_KEY.")
    if options.endpoint_url:
        endpoint = urlsplit(options.endpoint_url)
        if endpoint.scheme not in ("http", "https") or not endpoint.hostname:
            raise LandingAreaMissing("LANDING_ENDPOINT_URL is no address: write https://host or https://host:port.")
        if travels_readably(options.endpoint_url):
            raise LandingAreaMissing(
                "LANDING_ENDPOINT_URL begins with http://, so deliveries would travel readably: use https://."
            )
    return S3Place(root, options)
