"""Apache Superset on the published dashboard figures: what it shows, and how it is set up and started.

It runs in an environment of its own (`requirements.lock`), so nothing here imports it but `inside`.
"""
