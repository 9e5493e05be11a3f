"""The auditor: an attacker who has the published files and nothing else. How to hide figures does not belong here."""

from warehouse.disclosure.auditing.audit import audit_dashboard
from warehouse.disclosure.auditing.findings import Finding

__all__ = ["Finding", "audit_dashboard"]
