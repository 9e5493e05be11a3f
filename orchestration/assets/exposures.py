"""Group `exposures`: who reads the tables, each an asset downstream of what it reads, as dbt's `exposures.yml` says.

How the night makes those that it makes is in the modules of their assets. The others nothing here makes.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.assets.dbt import Project

GROUP = "exposures"


def with_exposures(
    assets: Sequence[dg.AssetsDefinition], project: Project, published: Path
) -> tuple[list[dg.AssetsDefinition], list[dg.AssetSpec]]:
    """The assets, those that are an exposure with what the yml says of it; and the exposures that no asset makes.

    published: the folder that readers open.
    """
    told = {spec.key: spec for spec in (_spec(exposure, project, published) for exposure in project.exposures)}
    made = {spec.key for asset in assets for spec in asset.specs}
    described = dg.map_asset_specs(lambda spec: _described(spec, told.get(spec.key)), assets)
    return list(described), [spec for key, spec in told.items() if key not in made]


def _described(spec: dg.AssetSpec, told: dg.AssetSpec | None) -> dg.AssetSpec:
    """An asset as the yml describes it, and for whom it is beside who makes it."""
    if told is None:
        return spec
    return spec.replace_attributes(description=told.description).merge_attributes(
        deps=told.deps, metadata=told.metadata, owners=told.owners, kinds=told.kinds
    )


def _spec(exposure: Mapping[str, Any], project: Project, published: Path) -> dg.AssetSpec:
    meta = exposure["config"]["meta"]
    dagster = meta.get("dagster", {})
    return dg.AssetSpec(
        dagster.get("asset_key", [GROUP, exposure["name"]]),
        deps=[project.key_of(read) for read in exposure["depends_on"]["nodes"]],
        description=f"{exposure['label'] or exposure['name']}. {exposure['description']}",
        metadata=dict(_links(exposure["url"], meta.get("path"), published)),
        group_name=GROUP,
        owners=list(_owners(exposure["owner"])),
        kinds=set(dagster.get("kinds", ())),
    )


def _links(url: str | None, path: str | None, published: Path) -> Iterable[tuple[str, dg.MetadataValue]]:
    if url:
        yield "link", dg.MetadataValue.url(url)
    if path:
        yield "path", dg.MetadataValue.path(published / path)


def _owners(owner: Mapping[str, Any]) -> Iterable[str]:
    """Addresses where the yml has them, as dbt allows one or several; else the name of the team."""
    addresses = owner.get("email") or ()
    yield from [addresses] if isinstance(addresses, str) else addresses
    if not addresses:
        yield f"team:{owner['name']}"
