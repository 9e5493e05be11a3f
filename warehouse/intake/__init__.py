"""Intake: from files in the landing area to valid, pseudonymised rows in raw, and a ledger of every file.

What rows mean together (newest version, waiting, the star) is the dbt project's.
"""

from warehouse.intake.intake import Intake
from warehouse.intake.report import KindReport
from warehouse.raw.ledger import DeliveryFile, Status

__all__ = ["DeliveryFile", "Intake", "KindReport", "Status"]
