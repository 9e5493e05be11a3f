"""Coding of open answers: the workbook that coders get. What their codes become is dbt's."""
