"""The assets, a module a stage: deliveries, raw, dbt, release, audit, publication. Their bodies call `warehouse`."""
