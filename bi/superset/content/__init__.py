"""What Superset shows, as the files that it imports: the database, a dataset a table, the charts and two dashboards.

How Superset is started, and who may see what, does not belong here.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bi.superset.connection import DATABASE_NAME, SEALED_CONNECT_ARGS, database_uri
from bi.superset.content.charts import Chart
from bi.superset.content.dashboards import Dashboard
from bi.superset.content.datasets import Dataset, read_datasets
from bi.superset.content.experiences import experiences
from bi.superset.content.groups import groups
from bi.superset.content.identity import uuid_of
from schemas.reference import Reference, load_reference
from warehouse.faults import Fault

_VERSION = "1.0.0"


class NotReleased(Fault):
    """A chart is of a table that the published file has not."""


def write_content(folder: Path, database_file: Path, reference: Reference | None = None) -> None:
    """Write what Superset imports to a folder, which is made: the same bytes of the same publication.

    reference: the lists of the city, by default Utrecht's. Raises NotReleased or NoSuchColumn where a chart asks for
    what the published file has not, and NotLabelled or NoFormat where a column of it cannot be shown.
    """
    reference = reference or load_reference()
    datasets = read_datasets(database_file, reference)
    for name, content in _files(database_file, datasets, dashboards(reference)):
        file = folder / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(content, allow_unicode=True, width=120), "utf-8")


def dashboards(reference: Reference) -> list[Dashboard]:
    """Those of a city."""
    return [experiences(reference), groups(reference)]


def _files(
    database_file: Path, datasets: Mapping[str, Dataset], shown: list[Dashboard]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each file by its name in the layout of Superset's export, without suffix."""
    yield "metadata", {"version": _VERSION, "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00"}
    database = {"uuid": uuid_of("database", DATABASE_NAME), "version": _VERSION}
    yield "databases/collectief_werken", _database(database_file) | database
    for name, dataset in datasets.items():
        told = {"database_uuid": database["uuid"], "uuid": uuid_of("dataset", name), "version": _VERSION}
        yield f"datasets/collectief_werken/{name}", dataset.written() | told
    for name, chart in _by_name(shown).items():
        told = {"dataset_uuid": uuid_of("dataset", chart.mart), "uuid": uuid_of("chart", name), "version": _VERSION}
        yield f"charts/{name}", chart.written(_dataset(datasets, chart)) | told
    for dashboard in shown:
        told = {"uuid": uuid_of("dashboard", dashboard.slug), "version": _VERSION}
        yield f"dashboards/{dashboard.slug}", dashboard.written() | told


def _by_name(shown: list[Dashboard]) -> dict[str, Chart]:
    """The charts; one that stands on several dashboards is the same on each."""
    charts = dict[str, Chart]()
    for chart in (chart for dashboard in shown for chart in dashboard.charts()):
        if charts.setdefault(chart.name, chart) != chart:
            raise ValueError(f"two charts are called {chart.name}")
    return charts


def _dataset(datasets: Mapping[str, Dataset], chart: Chart) -> Dataset:
    if chart.mart not in datasets:
        raise NotReleased(f"Chart {chart.name} is of {chart.mart}, which is not among what is published: change it.")
    return datasets[chart.mart]


def _database(database_file: Path) -> dict[str, Any]:
    return {
        "database_name": DATABASE_NAME, "sqlalchemy_uri": database_uri(database_file), "expose_in_sqllab": True,
        "allow_run_async": False, "allow_ctas": False, "allow_cvas": False, "allow_dml": False,
        "allow_file_upload": False, "cache_timeout": None,
        "extra": {"engine_params": {"connect_args": SEALED_CONNECT_ARGS}},
    }  # fmt: skip
