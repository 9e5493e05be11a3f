"""A server that speaks S3 (moto) in this process, which keeps account of every request but its supplier's own."""

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import unquote

import boto3
from moto import settings
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.responses import ActionAuthenticatorMixin
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, make_server

from warehouse.landing.area import LandingOptions

REGION = "eu-west-1"
_SUPPLIER = "SUPPLIER"


class S3Server:
    """Buckets behind a real port."""

    options: LandingOptions

    def __enter__(self) -> "S3Server":
        self._requests: list[tuple[str, str]] = []
        application = self._recorded(DomainDispatcherApplication(create_backend_app))
        self._server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Silent)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.options = LandingOptions(
            endpoint_url=self.url, access_key="READER", secret_key="s3-secret-of-the-reader", region=REGION,
            timeout_seconds=10,
        )  # fmt: skip
        self._supplier = boto3.client(
            "s3", endpoint_url=self.url, aws_access_key_id=_SUPPLIER, aws_secret_access_key="-", region_name=REGION
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._supplier.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def create(self, bucket: str) -> None:
        self._supplier.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})

    def put(self, bucket: str, key: str, content: bytes) -> None:
        self._supplier.put_object(Bucket=bucket, Key=key, Body=content)

    def archive(self, bucket: str, key: str, content: bytes) -> None:
        """Put an object that is listed and is not given before somebody restores it."""
        self._supplier.put_object(Bucket=bucket, Key=key, Body=content, StorageClass="GLACIER")

    @staticmethod
    def put_empty(bucket: str, keys: Iterable[str]) -> None:
        """Many at once, without a request for each."""
        for key in keys:
            _backend().put_object(bucket, key, b"")

    def remove(self, bucket: str, key: str) -> None:
        self._supplier.delete_object(Bucket=bucket, Key=key)

    @staticmethod
    def set_time(bucket: str, key: str, seconds: int) -> None:
        """No supplier can do this, but a later one does by putting the object again."""
        _backend().get_object(bucket, key).last_modified = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)

    def read_from(self, bucket: str) -> list[str]:
        """The keys whose content was asked for."""
        start = f"/{bucket}/"
        return [path.removeprefix(start) for method, path in self._requests if method == "GET" and path != start[:-1]
                and path.startswith(start)]  # fmt: skip

    def changes_to(self, bucket: str) -> list[str]:
        return [
            f"{method} {path}"
            for method, path in self._requests
            if method not in ("GET", "HEAD") and path.startswith(f"/{bucket}")
        ]

    @staticmethod
    def ask_for_credentials(wanted: bool) -> None:
        """Whether a key is looked up. Without, as moto begins, any key will do."""
        settings.INITIAL_NO_AUTH_ACTION_COUNT = 0 if wanted else float("inf")
        ActionAuthenticatorMixin.request_count = 0

    def _recorded(self, application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        def answer(environment: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            if f"Credential={_SUPPLIER}/" not in environment.get("HTTP_AUTHORIZATION", ""):
                path = unquote(environment["RAW_URI"].partition("?")[0])
                self._requests.append((environment["REQUEST_METHOD"], path))
            return application(environment, start_response)

        return answer


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """The account is kept elsewhere."""


def _backend() -> Any:
    return s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
