"""What runs in Superset's own environment, and the only code that imports it: its configuration, its own database, who
may do what in it, and the server.

Nothing here is imported by the warehouse's environment.
"""
