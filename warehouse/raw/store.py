"""Where valid rows and quarantine notes live: one Parquet file a delivery each, written whole or not at all.

Rows come in here already pseudonymised. Which deliveries count is the ledger's matter.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.columns import Identity
from schemas.kinds import KEY_SEPARATOR, KINDS, DeliveryKind
from schemas.rules import Rule
from schemas.split import Split
from warehouse.disk.files import put_in_place, unfinished
from warehouse.privacy.pseudonyms import Pseudonymiser
from warehouse.raw.parquet import rewrite, without_lines
from warehouse.raw.repeats import repeated_rows
from warehouse.raw.rows import QUARANTINE_SCHEMA, SCORES, raw_schema, with_scores


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

    def stored(self, kind: DeliveryKind) -> set[str]:
        """The ids of the kind's deliveries of which rows stand here."""
        return {path.stem for path in (self.raw / kind.prefix).glob("[!.]*.parquet")}

    def paths_with_clients(self) -> dict[Path, str]:
        """The files of rows that tell of clients, each with the column of their pseudonyms."""
        columns = {
            kind.prefix: kind.stored_name(name) for kind in KINDS.values() if (name := kind.column_of(Identity.CLIENT))
        }
        return {
            path: column for prefix, column in columns.items() for path in (self.raw / prefix).glob("[!.]*.parquet")
        }

    @staticmethod
    def among(path: Path, column: str, pseudonyms: Collection[str]) -> set[str]:
        """Which of these pseudonyms stand in a file of rows."""
        held = pq.read_table(path, columns=[column], read_dictionary=[column])[column]
        return set(pc.unique(held).to_pylist()) & set(pseudonyms)

    def prepare(self, kind: DeliveryKind) -> None:
        """Make the kind's folders, and clear away what a killed night left half written."""
        for folder in (self.raw / kind.prefix, self.quarantine / kind.prefix):
            folder.mkdir(parents=True, exist_ok=True)
            for left_over in folder.glob(".*"):
                left_over.unlink()

    def in_long_form(self) -> None:
        """Write files again that hold a column for each statement, as all did before statements were reference data."""
        for kind in KINDS.values():
            if kind.holds_responses:
                for path in (self.raw / kind.prefix).glob("[!.]*.parquet"):
                    names = pq.read_schema(path).names
                    if SCORES.name not in names:
                        statements = [name for name in names if name not in raw_schema(kind).names]
                        rewrite(path, partial(with_scores, statements=statements), schema=raw_schema(kind))

    def keep_only(self, kind: DeliveryKind, accepted: Collection[str], rejected: Collection[str]) -> None:
        """Drop rows and notes of deliveries that no longer count (read again under another name or date).

        A file that was accepted before and is rejected now keeps its delivery id: of it notes may stay, rows may not.
        """
        for folder, kept in ((self.raw, {*accepted}), (self.quarantine, {*accepted, *rejected})):
            for path in (folder / kind.prefix).glob("*.parquet"):
                if path.stem not in kept:
                    path.unlink()


class DeliveryWriter:
    """Collects one delivery's rows and quarantine notes, and puts both in place when all is known."""

    def __init__(self, store: RawStore, kind: DeliveryKind, delivery_id: str, pseudonymiser: Pseudonymiser) -> None:
        self._kind, self._id, self._pseudonymiser = kind, delivery_id, pseudonymiser
        self._spill = store.raw.parent / "spill"
        self._final = store.rows_path(kind, delivery_id)
        self._temporary = unfinished(self._final)
        self._schema = raw_schema(kind)
        self._final_notes = store.quarantine_path(kind, delivery_id)
        self._temporary_notes = unfinished(self._final_notes)
        self._begin()

    def _begin(self) -> None:
        self._rows = pq.ParquetWriter(self._temporary, self._schema, compression="zstd")
        self._notes = pq.ParquetWriter(self._temporary_notes, QUARANTINE_SCHEMA, compression="zstd")
        self.n_valid = 0
        self.quarantined_by_rule = Counter[str]()
        self._has_repeats = False

    def begin_again(self) -> None:
        """Forget what was added: the file is split once more."""
        self._rows.close()
        self._notes.close()
        self._begin()

    def add(self, split: Split, malformed: pd.DataFrame, keys_of_malformed: pd.DataFrame) -> None:
        """Take a chunk after its split, with what is noted of rows that were none, and the keys read of them."""
        stored = pseudonymised(self._kind, split.clean, self._pseudonymiser).assign(delivery_id=self._id)
        self._rows.write_table(self._as_stored(stored))
        # Two chunks may share a key; within the only one it is soon seen that none stands there twice.
        self._has_repeats = (
            self._has_repeats or self.n_valid > 0 or bool(split.clean.duplicated([*self._kind.key]).any())
        )
        self.n_valid += len(stored)
        if not len(split.broken) and not len(malformed):
            return
        keys_of_bad = pd.concat([split.keys_of_bad, keys_of_malformed], ignore_index=True)
        keys = self._joined(keys_of_bad, self._kind.key, "listed_key")
        owners = self._joined(split.owners_of_bad, self._kind.owner, "owner")
        broken = pd.concat([split.broken, malformed], ignore_index=True)
        self._note(broken.merge(keys, how="left", on="line").merge(owners, how="left", on="line"))

    def _as_stored(self, rows: pd.DataFrame) -> pa.Table:
        if not self._kind.holds_responses:
            return pa.Table.from_pandas(rows, self._schema, preserve_index=False)
        answers = [pa.field(statement, pa.int32()) for statement in self._kind.statements]
        delivered = pa.schema([*(field for field in self._schema if field.name != SCORES.name), *answers])
        with_columns = pa.Table.from_pandas(rows, delivered, preserve_index=False)
        return with_scores(with_columns, self._kind.statements).select(self._schema.names)

    def _joined(self, rows: pd.DataFrame, columns: Sequence[str], name: str) -> pd.DataFrame:
        """`line`, and the columns' values as one text, up to the first that could not be read."""
        stored = pseudonymised(self._kind, rows, self._pseudonymiser)
        text, is_read = pd.Series(None, rows.index, dtype="str"), pd.Series(True, rows.index)
        for number, column in enumerate(map(self._kind.stored_name, columns)):
            part = stored[column].astype("str")
            is_read &= part.notna()
            text = text.mask(is_read, part if number == 0 else text + KEY_SEPARATOR + part)
        return pd.DataFrame({"line": rows["line"], name: text})

    def _note(self, notes: pd.DataFrame) -> None:
        """Write notes: by line within a chunk, and contradicting rows last."""
        ordered = notes.assign(delivery_id=self._id).sort_values(["line", "column_name", "rule"], kind="stable")
        self._notes.write_table(pa.Table.from_pandas(ordered, QUARANTINE_SCHEMA, preserve_index=False))
        self.quarantined_by_rule.update(notes.drop_duplicates(["line", "rule"])["rule"])

    def settle_duplicates(self) -> tuple[int, np.ndarray]:
        """Of identical rows the first stays; contradicting rows of one key all go to quarantine.

        Returns how many rows were dropped as repeats, and the lines of those quarantined.
        """
        self._rows.close()
        repeats, conflicts = [np.array([], dtype="int64")], [np.array([], dtype="int64")]
        for found in repeated_rows(self._kind, self._temporary, self._spill) if self._has_repeats else ():
            repeats.append(found.loc[~found["is_conflict"] & found["is_later"], "line"].to_numpy())
            contradicting = found.loc[found["is_conflict"], ["line", "listed_key", "owner"]]
            conflicts.append(contradicting["line"].to_numpy())
            if len(contradicting):
                self._note(contradicting.assign(column_name=None, rule=Rule.DUPLICATE_KEY.value, scope="row"))
        gone = np.concatenate([*repeats, *conflicts])
        if len(gone):
            rewrite(self._temporary, without_lines(gone))
        self.n_valid -= len(gone)
        return sum(map(len, repeats)), np.concatenate(conflicts)

    def keep(self) -> None:
        """Put rows and notes in place: notes first, so that rows never stand without them."""
        self._notes.close()
        put_in_place(self._temporary_notes, self._final_notes)
        put_in_place(self._temporary, self._final)

    def keep_notes(self) -> None:
        """Of a rejected file put the notes in place alone, without keys: none of its rows is known by them, and a
        column that holds BSNs may be a key.
        """
        self._drop_rows()
        self._notes.close()
        notes = pq.read_table(self._temporary_notes)
        for name in ("listed_key", "owner"):
            nobody = pa.nulls(len(notes), pa.string())
            notes = notes.set_column(notes.schema.get_field_index(name), name, nobody)
        pq.write_table(notes, self._temporary_notes, compression="zstd")
        put_in_place(self._temporary_notes, self._final_notes)

    def discard(self) -> None:
        """Nothing of a rejected file is kept, no notes of an earlier night either, when it could be read."""
        self._drop_rows()
        self._notes.close()
        self._temporary_notes.unlink(missing_ok=True)
        self._final_notes.unlink(missing_ok=True)

    def _drop_rows(self) -> None:
        """Those of an earlier night go once the ledger says so (keep_only)."""
        self._rows.close()
        self._temporary.unlink(missing_ok=True)
