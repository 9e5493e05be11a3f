"""From the ledger and the star to every cell of marts.delivery_quality: what each night brought, kind by kind."""

from datetime import date

from .deliveries import File, Outcome
from .rows import Row
from .star import UNKNOWN, Star, by, grouped

COUNTED = ("accepted", "rejected", "duplicate")


def delivery_quality(outcome: Outcome, star: Star) -> list[Row]:
    """A row for each night and kind of which that night saw a file for the first time."""
    files = [file for file in outcome.files if file.kind and file.status in COUNTED]
    mart = []
    for (night, kind), seen in grouped(files, lambda file: (file.first_night, file.kind.name)).items():
        taken = [file for file in seen if file.status == "accepted"]
        mart.append({"night": night, "kind": kind, **_counts(seen, taken), **_shares(kind, taken, star)})
    return mart


def _counts(seen: list[File], taken: list[File]) -> Row:
    statuses = [file.status for file in seen]
    days: list[date] = [file.delivered_on for file in seen if file.delivered_on and file.status != "rejected"]
    return {
        "n_files_taken": len(taken),
        "n_files_rejected": statuses.count("rejected"),
        "n_files_duplicate": statuses.count("duplicate"),
        "n_rows_taken": sum(file.counts()["n_loaded"] for file in seen),
        "n_rows_quarantined": sum(file.counts()["n_quarantined"] for file in seen),
        "n_rows_waiting": sum(file.counts()["n_waiting"] for file in seen),
        "n_unmapped_labels": sum(len(file.contents.unknown_labels) for file in taken),
        "newest_delivered_on": max(days, default=None),
    }


def _shares(kind: str, taken: list[File], star: Star) -> Row:
    """Of the rows of the files taken: responses with a known group, clients known today with a help decision."""
    rows = [row for file in taken for row in file.contents.rows.values()]
    to_group: list[bool] = []
    to_help: list[bool] = []
    if kind == "ervaringwijzer/antwoorden":
        responses = by(star.fct_response, "questionnaire", "response")
        to_group = [responses[row["vragenlijst"], row["respons_id"]]["group"] != UNKNOWN for row in rows]
    if kind == "wiz/deelnemers":
        clients = by(star.dim_participant, "participant")
        to_help = [clients[row["client_id"]]["is_linked_to_decisions"] for row in rows if row["client_id"] in clients]
    return {"share_responses_linked": _share(to_group), "share_participants_linked": _share(to_help)}


def _share(linked: list[bool]) -> float | None:
    return sum(linked) / len(linked) if linked else None
