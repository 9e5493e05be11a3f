"""`make map FILE=… [KIND=…]`: what the mapping in force makes of one file, and what it still needs.

What is found out about the file is `warehouse.mapping.report`'s; this only chooses the mapping and prints.
"""

import sys
from pathlib import Path

import click

from orchestration.commands import DONE, with_settings
from orchestration.settings import Settings
from schemas.mapping import load_mappings, mapping_files, mapping_folders_of_the_project
from warehouse.disk.places import Places
from warehouse.erasure.forgotten import Forgotten
from warehouse.faults import Fault
from warehouse.intake.safe_names import SafeNames
from warehouse.mapping.report import MappingReport, kind_of_path, report_on, which_file
from warehouse.mapping.skeleton import skeleton
from warehouse.mapping.told import told
from warehouse.privacy.names import shown_name
from warehouse.privacy.pseudonyms import Pseudonymiser
from warehouse.raw.ledger import Ledger
from warehouse.raw.store import RawStore


@click.command
@click.argument("file")
@click.option("--kind", help="its kind, such as wiz/groepen; default: what its folder or name says")
@with_settings("looking at the file")
def command(settings: Settings, file: str, kind: str | None) -> int:
    """Tell what a file maps to.

    FILE is delivered, or is to be.
    """
    if not file:
        raise Fault("Which file? Name one that is delivered or is to be: make map FILE=<file> KIND=wiz/groepen")
    sys.stdout.write(_told(settings, file, kind))
    return DONE


def _told(settings: Settings, file: str, named_kind: str | None) -> str:
    path = Path(file)
    if path.is_dir():
        raise Fault(which_file(path))
    kind = kind_of_path(path, named_kind)
    reference = settings.reference()
    mapping = load_mappings(settings.mapping_dir, reference)[kind.name]
    known = [mapping, *(load_mappings(folder)[kind.name] for folder in mapping_folders_of_the_project())]
    report = report_on(
        path, mapping, settings.as_of, known,
        only_test_bsns=settings.is_demo, max_quarantined_share=settings.max_quarantined_share,
        shown_as=_shown_name(settings, path.name),
    )  # fmt: skip
    lines = told(report, mapping_files(settings.mapping_dir)[kind.source])
    return "\n".join([*lines, "", _ending(report), skeleton(report, known)])


def _shown_name(settings: Settings, name: str) -> str:
    """Without a key, or before a first night, nothing is known of client numbers."""
    places = Places(settings.warehouse_dir)
    try:
        pseudonymiser, forgotten = Pseudonymiser(settings.key()), Forgotten.load(places.forgotten)
    except Fault:
        return shown_name(name)
    store, ledger = RawStore(places.raw, places.quarantine), Ledger.load(places.ledger)
    return SafeNames(pseudonymiser, store, forgotten, ledger).shown(name)


def _ending(report: MappingReport) -> str:
    if (
        report.missing
        or report.taken.other_scales
        or report.unmarked
        or any(code is None for _, _, code in report.labels)
    ):
        return f"To add to {report.kind.source}.yml in your MAPPING_DIR, under the words that stand there already:"
    if report.taken.rejected:
        could_add = " What the mapping could add:" if report.not_there else ""
        return f"The file would be rejected, as said above.{could_add}"
    if report.not_there:
        return "The mapping knows all that is required. What it could add:"
    return "The mapping knows every column and every label."
