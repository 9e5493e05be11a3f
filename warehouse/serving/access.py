"""Who may read the serving copy: the roles that are named, and nobody by being let in as everybody.

Making roles and letting people into them is the database administrator's.
"""

from collections.abc import Sequence

from warehouse.duck.databases import Table, literal, quoted
from warehouse.serving.session import ServingFault, Session
from warehouse.serving.shapes import sql_name
from warehouse.serving.target import Target

# Where a role is expected; no role can be called so.
_EVERYBODY = None


def require_roles(opened: Session, target: Target) -> None:
    """Raises ServingFault where a role is not there, could write, or would read the star beside the figures."""
    settings = {
        "SERVING_POSTGRES_READER_ROLE": target.reader_role,
        "SERVING_POSTGRES_STAR_ROLE": target.star_role,
    }
    for setting, role in settings.items():
        if role and not opened.rows(f"SELECT 1 FROM pg_roles WHERE rolname = {literal(role)}"):
            raise ServingFault(
                f"{setting} names a role that the server does not have. Let its administrator run:"
                f" CREATE ROLE {quoted(role)} NOLOGIN;"
            )
        if role and opened.rows(f"SELECT pg_has_role({literal(role)}, current_user, 'MEMBER')")[0][0]:
            raise ServingFault(
                f"{setting} names the user that copies, or a role that is a member of it, so whoever reads could write,"
                " and read exact figures: name another role."
            )
    if target.reader_role and target.star_role:
        is_member = f"SELECT pg_has_role({literal(target.reader_role)}, {literal(target.star_role)}, 'MEMBER')"
        if opened.rows(is_member)[0][0]:
            raise ServingFault(
                "The role of SERVING_POSTGRES_READER_ROLE is a member of that of SERVING_POSTGRES_STAR_ROLE (or of"
                " everything), so whoever reads dashboards would read exact figures: REVOKE that."
            )


def open_to(opened: Session, schema: str, tables: Sequence[Table], role: str | None) -> None:
    """Let a role read a schema's tables, and take from everybody what they were given there."""
    given = _given(opened, schema)
    if any(grantee is _EVERYBODY for _, grantee, _ in given):
        _revoke(opened, schema, tables, _EVERYBODY)
    if role and (None, role, "USAGE") not in given:
        opened.run(f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {quoted(role)}")
    if role and (closed := [table for table in tables if (table.name, role, "SELECT") not in given]):
        opened.run(f"GRANT SELECT ON {', '.join(map(sql_name, closed))} TO {quoted(role)}")


def close_to_all_but(opened: Session, schema: str, tables: Sequence[Table], role: str | None) -> None:
    """Take from everybody but a role and the owner what they were given in a schema."""
    for grantee in {grantee for _, grantee, _ in _given(opened, schema)}:
        if grantee is _EVERYBODY or grantee != role:
            _revoke(opened, schema, tables, grantee)


def may_read(opened: Session, role: str, table: Table) -> bool:
    """Whether a role may read a table of the copy; not where there is no such role."""
    return bool(
        opened.rows(
            f"SELECT 1 FROM pg_roles WHERE rolname = {literal(role)}"
            f" AND has_schema_privilege(oid, {literal(table.schema)}, 'USAGE')"
            f" AND has_table_privilege(oid, {literal(sql_name(table))}, 'SELECT')"
        )
    )


def _given(opened: Session, schema: str) -> set[tuple[str | None, str | None, str]]:
    """By table (None: the schema itself), who but the owner was given what; "columns" for what is of some of them."""
    found = opened.rows(
        "WITH given AS ("
        " SELECT oid, NULL::name AS relname, nspowner AS owner, nspacl AS acl, NULL AS kind FROM pg_namespace"
        " UNION ALL SELECT relnamespace, relname, relowner, relacl, NULL FROM pg_class"
        " UNION ALL SELECT relnamespace, relname, relowner, attacl, 'columns' FROM pg_attribute"
        " JOIN pg_class ON pg_class.oid = attrelid WHERE attacl IS NOT NULL)"
        " SELECT DISTINCT relname, CASE WHEN grantee <> 0 THEN pg_get_userbyid(grantee) END,"
        " coalesce(kind, privilege_type)"
        f" FROM given, aclexplode(acl) WHERE given.oid = {literal(quoted(schema))}::regnamespace AND grantee <> owner"
    )
    return set(found)


def _revoke(opened: Session, schema: str, tables: Sequence[Table], grantee: str | None) -> None:
    role = "PUBLIC" if grantee is _EVERYBODY else quoted(grantee)
    opened.run(f"REVOKE ALL ON SCHEMA {quoted(schema)} FROM {role}")
    if tables:
        opened.run(f"REVOKE ALL ON {', '.join(map(sql_name, tables))} FROM {role}")
