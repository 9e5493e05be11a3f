"""What is said of a LANDING_URL before any server is asked, and what is never shown."""

import sys
from pathlib import Path

import pytest

from orchestration.dbt.environment import environment_for_dbt
from orchestration.settings import load_settings
from warehouse.landing import open_landing_area, travels_readably
from warehouse.landing.area import LandingAreaMissing, LandingOptions

SECRETS = {
    "LANDING_PASSWORD": "wachtwoord",
    "LANDING_ACCESS_KEY": "toegangssleutel",
    "LANDING_SECRET_KEY": "geheime-sleutel",
    "LIMESURVEY_PASSWORD": "enquetewachtwoord",
}


@pytest.mark.parametrize("url", ["ftp://host/folder", "https://host/folder", "SFTP://host/folder", "://"])
def test_a_scheme_that_is_not_supported(url: str) -> None:
    with pytest.raises(LandingAreaMissing, match="which is not supported: name a local folder, sftp:// or s3://"):
        open_landing_area(url)


@pytest.mark.parametrize(
    ("url", "module", "package", "extra"),
    [
        ("sftp://host/folder", "sftp", "paramiko", "sftp"),
        ("s3://bucket/folder", "s3", "s3fs", "s3"),
        ("abfss://container@account/folder", "abfs", "adlfs", "azure"),
        ("abfs://container@account/folder", "abfs", "adlfs", "azure"),
    ],
)
def test_a_package_that_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, url: str, module: str, package: str, extra: str
) -> None:
    monkeypatch.delitem(sys.modules, f"warehouse.landing.protocols.{module}", raising=False)
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(LandingAreaMissing) as told:
        open_landing_area(url)

    assert f"the package {package} that reads it is not installed" in str(told.value)
    assert f"with its extra `{extra}`" in str(told.value)


def test_no_secret_is_shown() -> None:
    options = LandingOptions(password="wachtwoord", access_key="toegangssleutel", secret_key="geheime-sleutel")

    assert "wachtwoord" not in repr(options)
    assert "sleutel" not in repr(options)


def test_credentials_come_from_the_environment_and_go_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LANDING_USERNAME", "lezer")

    settings = load_settings()

    assert settings.landing_options == LandingOptions(
        username="lezer", password="wachtwoord", access_key="toegangssleutel", secret_key="geheime-sleutel"
    )
    assert not set(SECRETS) & set(environment_for_dbt(settings, Path("b.duckdb"), Path("target")))
    assert not [secret for secret in SECRETS.values() if secret in repr(settings)]


@pytest.mark.parametrize(
    ("url", "readably"),
    [
        ("https://host", False),
        ("http://localhost:9000", False),
        ("http://127.0.0.1:9000", False),
        ("http://[::1]:9000", False),
        ("http://host", True),
        ("http://10.0.0.1", True),
        ("http://127.0.0.1.nl", True),
        ("http://localhost.nl", True),
        ("http://", True),
    ],
)
def test_what_travels_readably(url: str, readably: bool) -> None:
    assert travels_readably(url) is readably
