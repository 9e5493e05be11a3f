"""The auditor: an attacker who has the published files and nothing else. How to pool and round does not belong here."""

from warehouse.disclosure.auditing.audit import audit_dashboard, read_kept
from warehouse.disclosure.auditing.figures import Figure, Finding, Published, Release

__all__ = ["Figure", "Finding", "Published", "Release", "audit_dashboard", "read_kept"]
