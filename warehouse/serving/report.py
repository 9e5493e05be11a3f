"""What became of a serving copy, for the summary of a night and for who brings a build back."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ServingReport:
    """A published build and how it got on: the rows of each table in PostgreSQL, or why it is not there.

    not_cleared: where it is copied, why rows before it still lie in the server's files, if they do.
    standing: the build that the server has where the copy failed; None where it has none or could not be asked.
    """

    build_id: str
    n_rows: dict[str, int] = field(default_factory=dict)
    failure: str | None = None
    not_cleared: str | None = None
    standing: str | None = None

    @property
    def in_postgres(self) -> str | None:
        """The build that the server has."""
        return self.build_id if self.failure is None else self.standing

    def __str__(self) -> str:
        if self.failure is None:
            n_rows = sum(self.n_rows.values())
            copied = f"Build {self.build_id} is in PostgreSQL: {len(self.n_rows)} tables, {n_rows:,} rows."
            return f"{copied} {self.not_cleared}" if self.not_cleared else copied
        has = f"It has build {self.standing}. " if self.standing else "Which build it has, if any, is not known. "
        return (
            f"{self.failure} {has}Build {self.build_id} is published all the same. Every make nightly tries again, as"
            " does the schedule serving_copy."
        )
