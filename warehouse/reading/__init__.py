"""Turns one delivered file into headers and bounded chunks of rows of text.

Nothing here knows delivery kinds, mappings, quarantine or the ledger.
"""

from warehouse.reading.encoding import Encoding, encoding_of
from warehouse.reading.opening import read_tables
from warehouse.reading.tables import Chunk, ColumnType, Limits, Rejected, Table

__all__ = ["Chunk", "ColumnType", "Encoding", "Limits", "Rejected", "Table", "encoding_of", "read_tables"]
