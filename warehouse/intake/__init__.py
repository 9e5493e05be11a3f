"""Intake: from files in the landing area to valid, pseudonymised rows in raw, and a ledger of every file.

What rows mean together (newest version, waiting, the star) is the dbt project's.
"""

from warehouse.intake.intake import Intake
from warehouse.intake.ledger import DeliveryFile, Status
from warehouse.intake.report import KindReport, Look

__all__ = ["DeliveryFile", "Intake", "KindReport", "Look", "Status"]
