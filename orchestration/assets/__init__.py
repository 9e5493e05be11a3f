"""The assets, a module a stage: deliveries, raw, dbt, audit, publication. Their bodies call `warehouse`."""
