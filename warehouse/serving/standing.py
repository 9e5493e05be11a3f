"""What the server of the serving copy holds, and whether that is what is published. Asked of the server every time."""

from dataclasses import dataclass

from warehouse.serving.access import may_read
from warehouse.serving.copy import BUILD_OF, STAR
from warehouse.serving.session import session
from warehouse.serving.shapes import has_rows, own_tables, sql_name
from warehouse.serving.target import Target


@dataclass(frozen=True)
class Standing:
    """The build that the server has, None before the first; whether the star and who may read are as asked."""

    build_id: str | None
    star_is_right: bool
    roles_are_right: bool

    def lacks(self, published: str) -> str | None:
        """In words, why the published build is to be copied; None where all is as it should be."""
        if self.build_id != published:
            has = f"build {self.build_id}" if self.build_id else "no build yet"
            return f"PostgreSQL has {has}, and build {published} is published"
        if not self.star_is_right:
            return "the star is, or is not, in PostgreSQL otherwise than SERVING_POSTGRES_STAR_ROLE asks"
        return None if self.roles_are_right else "a role that the settings name may not read in PostgreSQL yet"


def standing(target: Target) -> Standing:
    """Raises ServingFault where the server cannot be asked."""
    with session(target) as opened:
        build_of = own_tables(opened, BUILD_OF)
        if not build_of:
            return Standing(None, star_is_right=False, roles_are_right=False)
        found = opened.rows(f"SELECT build_id FROM {sql_name(build_of[0])}")
        star = own_tables(opened, STAR) or []
        return Standing(
            str(found[0][0]) if found else None,
            star_is_right=has_rows(opened, star) == bool(target.star_role),
            roles_are_right=all(
                not role or not tables or may_read(opened, role, tables[0])
                for role, tables in ((target.reader_role, build_of), (target.star_role, star))
            ),
        )
