"""DuckDB: sealed connections, and the names and files of databases. What is read or written does not belong here."""
