"""Made-up deliveries: two invented worlds, their files and the truth behind them. No real person stands here.

The files: `python -m made_up rapport|stad --out DIR` (command). The truth: `report.report_world()` and
`city_deliveries.city_world(City(participants, seed))` give a `records.World`, whose iterators yield today's true
records, for tests that compute figures without the warehouse; the names of columns are those of the deliveries.
What a delivery must be is said by `schemas`; nothing here knows the warehouse.
"""
