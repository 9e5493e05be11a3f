"""The assets, a module a stage: deliveries, raw, dbt, release, audit, publication, serving. Their bodies call
`warehouse`.
"""
