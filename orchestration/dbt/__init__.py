"""The only room that starts dbt: its project, its environment, builds, and builds of closed periods. No Dagster.

SQL belongs in `dbt_project/`; what is built when is decided in `assets`.
"""
