"""Where the serving copy goes, for which roles, and how long its server may take.

How it gets there does not belong here.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Target:
    """A database and who reads in it. The URL holds a password, so it is in no text that is made of this.

    reader_role may read the released figures; star_role alone the exact star, which is copied only where it is named.
    Seconds: to connect, to wait for a lock that somebody else holds, for one statement (the server counts these two),
    for a whole copy, and to look what stands there.
    """

    url: str = field(repr=False)
    reader_role: str | None = None
    star_role: str | None = None
    connect_seconds: int = 10
    lock_seconds: float = 30
    statement_seconds: float = 600
    copy_seconds: int = 1200
    look_seconds: int = 60

    @property
    def conninfo(self) -> str:
        """The URL for libpq. What it says itself of these, wins."""
        ours = {
            "connect_timeout": self.connect_seconds,
            "tcp_user_timeout": round(self.statement_seconds * 1000),
            "application_name": "collectief-werken-warehouse",
        }
        more = "&".join(f"{name}={value}" for name, value in ours.items() if f"{name}=" not in self.url)
        return f"{self.url}{'&' if '?' in self.url else '?'}{more}"
