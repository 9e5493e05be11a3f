"""Where valid rows and quarantine notes live: one Parquet file a delivery each, written whole or not at all.

Rows come in here already pseudonymised. Which deliveries count is the ledger's matter.
"""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from schemas.columns import Identity
from schemas.kinds import DeliveryKind
from schemas.rules import Rule
from schemas.split import Split
from warehouse.privacy.pseudonyms import Pseudonymiser
from warehouse.sealed import sealed_connection

_ARROW_TYPES = {
    "string": pa.string(),
    "int32": pa.int32(),
    "bool": pa.bool_(),
    "date32[day]": pa.date32(),
    "timestamp[us]": pa.timestamp("us"),
}
QUARANTINE_SCHEMA = pa.schema([
    ("delivery_id", pa.string()), ("line", pa.int64()), ("column_name", pa.string()), ("rule", pa.string()),
    ("scope", pa.string()), ("listed_key", pa.string()), ("owner", pa.string()),
])  # fmt: skip
KEY_SEPARATOR = "|"


def raw_schema(kind: DeliveryKind) -> pa.Schema:
    """The columns of raw.<kind>: the delivered ones under their stored names, then delivery_id and line."""
    columns = [(kind.stored_name(name), _ARROW_TYPES[role.arrow_type]) for name, role in kind.roles.items()]
    return pa.schema([*columns, ("delivery_id", pa.string()), ("line", pa.int64())])


def pseudonymised(kind: DeliveryKind, rows: pd.DataFrame, pseudonymiser: Pseudonymiser) -> pd.DataFrame:
    """Parsed rows under their stored names: identifiers as pseudonyms, of a birth date only the year."""
    stored = rows.drop(columns="delivered_on", errors="ignore")
    for name, role in kind.roles.items():
        if name not in stored:
            continue
        if role.identity is Identity.RESPONDENT:
            # A code is the respondent's own within one questionnaire.
            scoped = rows["vragenlijst"] + "\x1f" + rows[name]
            stored[name] = pseudonymiser.pseudonyms(role.identity, scoped)
        elif role.identity is not None:
            stored[name] = pseudonymiser.pseudonyms(role.identity, rows[name])
        elif role.is_date and role.arrow_type == "int32":
            stored[name] = rows[name].dt.year.astype("Int32")
    return stored.rename(columns={name: kind.stored_name(name) for name in kind.roles})


@dataclass(frozen=True)
class RawStore:
    """The folders of raw rows and of quarantine notes."""

    raw: Path
    quarantine: Path

    def rows_path(self, kind: DeliveryKind, delivery_id: str) -> Path:
        return self.raw / kind.prefix / f"{delivery_id}.parquet"

    def quarantine_path(self, kind: DeliveryKind, delivery_id: str) -> Path:
        return self.quarantine / kind.prefix / f"{delivery_id}.parquet"

    def prepare(self, kind: DeliveryKind) -> None:
        """Make the kind's folders, and clear away what a killed night left half written."""
        for folder in (self.raw / kind.prefix, self.quarantine / kind.prefix):
            folder.mkdir(parents=True, exist_ok=True)
            for left_over in folder.glob(".*"):
                left_over.unlink()

    def keep_only(self, kind: DeliveryKind, delivery_ids: Collection[str]) -> None:
        """Drop rows and notes of deliveries that no longer count (read again under another name or date)."""
        for folder in (self.raw / kind.prefix, self.quarantine / kind.prefix):
            for path in folder.glob("*.parquet"):
                if path.stem not in delivery_ids:
                    path.unlink()


class DeliveryWriter:
    """Collects one delivery's rows and quarantine notes, and puts both in place when all is known."""

    def __init__(self, store: RawStore, kind: DeliveryKind, delivery_id: str, pseudonymiser: Pseudonymiser) -> None:
        self._store, self._kind, self._id = store, kind, delivery_id
        self._pseudonymiser = pseudonymiser
        self._final = store.rows_path(kind, delivery_id)
        self._temporary = self._final.with_name(f".{self._final.name}.tmp")
        self._schema = raw_schema(kind)
        self._rows = pq.ParquetWriter(self._temporary, self._schema, compression="zstd")
        self._notes: list[pd.DataFrame] = []
        self.n_valid = 0

    def add(self, split: Split, malformed: pd.DataFrame, keys_of_malformed: pd.DataFrame) -> None:
        """Take a chunk after its split, with what is noted of rows that were none, and the keys read of them."""
        stored = pseudonymised(self._kind, split.clean, self._pseudonymiser).assign(delivery_id=self._id)
        self._rows.write_table(pa.Table.from_pandas(stored, self._schema, preserve_index=False))
        self.n_valid += len(stored)
        keys_of_bad = pd.concat([split.keys_of_bad, keys_of_malformed], ignore_index=True)
        keys = self._joined_keys(pseudonymised(self._kind, keys_of_bad, self._pseudonymiser))
        owners = self._owners(pseudonymised(self._kind, split.owners_of_bad, self._pseudonymiser))
        broken = pd.concat([split.broken, malformed], ignore_index=True)
        self._notes.append(broken.merge(keys, how="left", on="line").merge(owners, how="left", on="line"))

    def _joined_keys(self, rows: pd.DataFrame) -> pd.DataFrame:
        key = rows[self._kind.stored_name(self._kind.key[0])].astype("str")
        for column in self._kind.key[1:]:
            key = key + KEY_SEPARATOR + rows[self._kind.stored_name(column)].astype("str")
        return pd.DataFrame({"line": rows["line"], "listed_key": key.astype("str")})

    def _owners(self, rows: pd.DataFrame) -> pd.DataFrame:
        owner = rows[self._kind.stored_name(self._kind.owner)] if self._kind.owner else pd.Series(dtype="str")
        return pd.DataFrame({"line": rows["line"], "owner": owner.astype("str")})

    def settle_duplicates(self) -> tuple[int, int]:
        """Of identical rows the first stays; contradicting rows of one key all go to quarantine.

        Returns how many rows were dropped as repeats and how many were quarantined.
        """
        self._rows.close()
        repeats, conflicts = self._duplicates()
        if len(repeats) or len(conflicts):
            self._rewrite_without(pd.concat([repeats, conflicts["line"]]))
            self._notes.append(conflicts.assign(column_name=None, rule=Rule.DUPLICATE_KEY.value, scope="row"))
        self.n_valid -= len(repeats) + len(conflicts)
        return len(repeats), len(conflicts)

    def _duplicates(self) -> tuple[pd.Series, pd.DataFrame]:
        """Lines of repeated rows, and lines, keys and owners of contradicting ones."""
        key = [f'"{self._kind.stored_name(name)}"' for name in self._kind.key]
        versions = [f'"{self._kind.stored_name(name)}"' for name in self._kind.version_columns]
        content = [f'"{self._kind.stored_name(name)}"' for name in self._kind.roles]
        owner = f'"{self._kind.stored_name(self._kind.owner)}"' if self._kind.owner else "null::varchar"
        by = [*key, f"coalesce({', '.join(versions)})"] if versions else key
        natural_key = f"struct_pack({', '.join(f'part_{number} := {part}' for number, part in enumerate(by))})"
        grouped = f"""
            with again as (
                select {natural_key} as natural_key from rows_of_file group by all having count(*) > 1
            ),
            versions as (
                select
                    line, {natural_key} as natural_key, row({", ".join(content)}) as content,
                    {f" || '{KEY_SEPARATOR}' || ".join(key)} as listed_key, {owner} as owner
                from rows_of_file where {natural_key} in (select natural_key from again)
            )
            select
                line, listed_key, owner,
                count(distinct content) over (partition by natural_key) > 1 as is_conflict,
                line > min(line) over (partition by natural_key) as is_later
            from versions
            order by line
        """
        with sealed_connection(self._store.raw.parent / "spill") as connection:
            connection.register("rows_of_file", ds.dataset(self._temporary))
            found = connection.execute(grouped).df()
        conflicts = found.loc[found["is_conflict"], ["line", "listed_key", "owner"]]
        return found.loc[~found["is_conflict"] & found["is_later"], "line"], conflicts

    def _rewrite_without(self, lines: pd.Series) -> None:
        """Write the rows again without some lines."""
        gone = pa.array(sorted(lines), pa.int64())
        again = self._temporary.with_name(f"{self._temporary.name}.again")
        with (
            pq.ParquetFile(self._temporary) as source,
            pq.ParquetWriter(again, self._schema, compression="zstd") as out,
        ):
            for batch in source.iter_batches():
                stays = pa.compute.invert(pa.compute.is_in(batch["line"], gone))
                out.write_table(pa.Table.from_batches([batch]).filter(stays))
        again.replace(self._temporary)

    def keep(self) -> None:
        """Put rows and notes in place: notes first, so that rows never stand without them."""
        self.keep_notes()
        _sync(self._temporary)
        self._temporary.replace(self._final)

    def keep_notes(self) -> None:
        """Put the quarantine notes in place, those of a rejected file too."""
        path = self._store.quarantine_path(self._kind, self._id)
        notes = [note for note in self._notes if len(note)]
        table = QUARANTINE_SCHEMA.empty_table()
        if notes:
            frame = pd.concat(notes, ignore_index=True).sort_values(["line", "column_name", "rule"], kind="stable")
            frame["delivery_id"] = self._id
            table = pa.Table.from_pandas(frame[QUARANTINE_SCHEMA.names], QUARANTINE_SCHEMA, preserve_index=False)
        temporary = path.with_name(f".{path.name}.tmp")
        pq.write_table(table, temporary, compression="zstd")
        _sync(temporary)
        temporary.replace(path)

    def discard(self) -> None:
        """Drop the rows; nothing of a rejected file is loaded."""
        self._rows.close()
        self._temporary.unlink(missing_ok=True)

    def quarantined_by_rule(self) -> dict[str, int]:
        """How many rows and values broke which rule."""
        rules = pd.concat([note["rule"] for note in self._notes]) if self._notes else pd.Series(dtype="str")
        return {str(rule): int(count) for rule, count in sorted(rules.value_counts().items())}


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
