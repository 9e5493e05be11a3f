"""The auditor: an attacker who has the published files and nothing else. How to pool and round does not belong here."""

from warehouse.disclosure.auditing.audit import audit_dashboard
from warehouse.disclosure.auditing.figures import Figure, Finding, Published

__all__ = ["Figure", "Finding", "Published", "audit_dashboard"]
