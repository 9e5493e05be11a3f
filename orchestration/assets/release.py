"""Asset of group `release`: the figures that dashboards will get, made of a closed month and attacked by an auditor.

What may be shown, and the attack, are `warehouse.disclosure`'s work.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import dagster as dg

from orchestration.assets.deliveries import OWNERS
from orchestration.checks import NOBODY_RECOGNISABLE, check_spec, released
from orchestration.dbt.closed_periods import closed_build
from orchestration.dbt.project import prepared_manifest, project_disclosure
from orchestration.faults import told_plainly
from orchestration.night import Night
from warehouse.disclosure.context import ReleaseContext
from warehouse.disclosure.history import LastRelease
from warehouse.disclosure.release import is_due, keep_release, make_release
from warehouse.disclosure.release_calendar import last_closed_month
from warehouse.disclosure.report import ReleaseReport
from warehouse.faults import Fault
from warehouse.publication.audit import withdraw_audit
from warehouse.publication.check_results import CheckKind, store_checks

RELEASE_KEY = dg.AssetKey(["release", "dashboard"])


class ReleaseFailed(Fault):
    """A release could not be made, whatever the reason: that stands in its text, in plain words."""


def build_release(dbt_models: dg.AssetsDefinition) -> dg.AssetsDefinition:
    @dg.asset(
        key=RELEASE_KEY,
        deps=[spec.key for spec in dbt_models.specs if spec.group_name in ("core", "marts")],
        check_specs=[check_spec(NOBODY_RECOGNISABLE, RELEASE_KEY)],
        group_name="release",
        kinds={"duckdb"},
        owners=OWNERS,
        description="Dashboard figures of a closed month: small parts pooled, counts of persons rounded.",
    )
    def release(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:
        with told_plainly("deciding what dashboards may show", night.places.logs, dg.Failure):
            settings, places = night.settings, night.places
            withdraw_audit(places.build_database, settings.memory_limit, withdrawn=[CheckKind.DISCLOSURE])
            places.dashboard.unlink(missing_ok=True)
            try:
                releases = night.kept_releases()
                context = ReleaseContext(
                    places.build_database, places.dashboard, _copied(releases[:1], places.last_release),
                    project_disclosure(prepared_manifest(places)), night.thresholds, night.pseudonymiser,
                    settings.memory_limit, forgets=night.forgets,
                )  # fmt: skip
                due = is_due(context, night.today.believed)
                report = _made_or_kept(night, context, releases) if due else keep_release(context)
            finally:
                for folder in (places.closed, places.last_release):
                    shutil.rmtree(folder, ignore_errors=True)
            store_checks(places.build_database, settings.memory_limit, report.checks())
            night.story.release = report
            return dg.MaterializeResult(
                metadata={
                    "data until": str(report.data_until or "no month yet"),
                    "made tonight": report.is_new,
                    "share of rows with figures": round(report.share_with_figures, 4),
                    "what was done": dg.MetadataValue.json(list(report.told())),
                },
                check_results=[released(report)],
            )

    return release


def _made_or_kept(night: Night, context: ReleaseContext, releases: list[LastRelease]) -> ReleaseReport:
    """A release of the last closed month; where a fault keeps it from being made, the last one with what happened.

    Of any kind of fault, foreseen or not: researchers get their build of a night in which only dashboards fail. It is
    logged and told as a fault that ends a night is.
    """
    try:
        with told_plainly("making the figures for dashboards", night.places.logs, ReleaseFailed):
            return _made(night, context, releases)
    except ReleaseFailed as failed:
        # A full disk may be what failed.
        for folder in (night.places.closed, night.places.last_release / "earlier"):
            shutil.rmtree(folder, ignore_errors=True)
        report = keep_release(context)
        report.failure = str(failed)
        return report


def _made(night: Night, context: ReleaseContext, releases: list[LastRelease]) -> ReleaseReport:
    until = last_closed_month(night.today.believed)
    closed = closed_build(night, context.disclosure, until)
    night.announce("Pooling, rounding and attacking what dashboards get")
    # The last one is there already, and stays where it is for a release that cannot be made.
    earlier = _copied(releases[1:], night.places.last_release / "earlier")
    return make_release(replace(context, kept=[*context.kept, *earlier]), closed, until)


def _copied(kept: list[LastRelease], folder: Path) -> list[LastRelease]:
    """The kept releases where no reader is: a reader who opened a file to write would keep the night from it."""
    shutil.rmtree(folder, ignore_errors=True)
    copies = []
    for number, release in enumerate(kept):
        here = folder / str(number)
        here.mkdir(parents=True)
        copies.append(LastRelease(*(Path(shutil.copy(file, here)) for file in (release.dashboard, release.analysis))))
    return copies
