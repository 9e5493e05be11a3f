"""The auditor: an attacker who has the published files and nothing else. How to pool and round does not belong here."""
