"""What our two roles may do in Superset, permission by permission; what is not named here, they may not. Only published
figures can be reached at all (`guard`), and all of these are for everybody.

Superset's own Admin is left as it is. Who has which role, the file of accounts says.
"""

from typing import Any

from bi.superset.accounts import Role

# Permissions by what they are on, as Superset names both.
Permissions = dict[str, set[str]]

# Looks at dashboards and charts, filters them, takes their figures along; only the state of filters is kept for that.
READER: Permissions = {
    "Api": {"can_query", "can_query_form_data", "can_time_range"},
    "Chart": {"can_read"},
    "Charts": {"menu_access"},
    "CurrentUserRestApi": {"can_read"},
    "Dashboard": {"can_read", "can_view_chart_as_table"},
    "DashboardFilterStateRestApi": {"can_read", "can_write"},
    "DashboardPermalinkRestApi": {"can_read", "can_write"},
    "Dashboards": {"menu_access"},
    "Explore": {"can_read"},
    "ExploreFormDataRestApi": {"can_read", "can_write"},
    "Home": {"menu_access"},
    "Log": {"can_recent_activity"},
    "MenuApi": {"can_get"},
    "SecurityRestApi": {"can_read"},
    "Superset": {
        "can_csv", "can_dashboard", "can_dashboard_permalink", "can_explore", "can_log", "can_share_dashboard",
        "can_slice",
    },
    "Theme": {"can_read"},
    "all_datasource_access": {"all_datasource_access"},
    "security": {"can_read"},
}  # fmt: skip

# Makes charts and dashboards of its own as well, and types SQL.
ANALYST_TOO: Permissions = {
    "Chart": {"can_export", "can_write"},
    "Dashboard": {"can_drill", "can_export", "can_view_query", "can_write"},
    "Database": {"can_read"},
    "Dataset": {"can_get_drill_info", "can_read"},
    "Datasets": {"menu_access"},
    "Datasource": {"can_get_column_values", "can_samples", "can_validate_expression"},
    "ExplorePermalinkRestApi": {"can_read", "can_write"},
    "Query": {"can_read"},
    "Query Search": {"menu_access"},
    "SQL Editor": {"menu_access"},
    "SQL Lab": {"menu_access"},
    "SQLLab": {
        "can_execute_sql_query", "can_export_csv", "can_export_streaming_csv", "can_format_sql", "can_get_results",
        "can_read",
    },
    "Saved Queries": {"menu_access"},
    "SavedQuery": {"can_export", "can_list", "can_read", "can_write"},
    "SqlLabPermalinkRestApi": {"can_read", "can_write"},
    "Superset": {"can_share_chart", "can_sqllab", "can_sqllab_history"},
    "TabStateView": {"can_activate", "can_delete", "can_delete_query", "can_get", "can_migrate_query", "can_post",
                     "can_put"},
    "TableSchemaView": {"can_delete", "can_expanded", "can_post"},
    "all_database_access": {"all_database_access"},
}  # fmt: skip


class UnknownPermission(Exception):
    """A permission that this Superset does not have, so that a role would be less than what stands here."""


def oneself(query: Any) -> Any:
    """Of the accounts that Superset offers as owners: who does not manage them sees no other than their own."""
    from flask import g
    from superset.extensions import security_manager

    return query if security_manager.is_admin() else query.filter(security_manager.user_model.id == g.user.id)


def make_roles(security_manager: Any) -> dict[Role, Any]:
    """The roles that accounts may have, made in Superset; by name."""
    return {
        Role.ADMIN: security_manager.find_role(Role.ADMIN),
        Role.READER: _made(security_manager, Role.READER, READER),
        Role.ANALYST: _made(security_manager, Role.ANALYST, READER, ANALYST_TOO),
    }


def _made(security_manager: Any, name: Role, *granted: Permissions) -> Any:
    pairs = {(permission, on) for each in granted for on, permissions in each.items() for permission in permissions}
    found = {pair: security_manager.find_permission_view_menu(*pair) for pair in sorted(pairs)}
    if unknown := [f"{permission} on {on}" for (permission, on), known in found.items() if known is None]:
        raise UnknownPermission(f"{name}: Superset knows no {', '.join(unknown)}")
    role = security_manager.add_role(str(name))
    role.permissions = list(found.values())
    return role
