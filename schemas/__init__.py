"""What a delivery must be: one pandera model a delivery kind, value parsers, header and label mappings.

No files are opened here but the mapping files, and nothing here knows about the warehouse or Dagster.
"""
