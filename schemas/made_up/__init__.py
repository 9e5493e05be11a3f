"""Made-up deliveries: two invented worlds, their files and the truth behind them.

No real person, group or answer stands here; what a delivery must be is said by the modules beside this package.
"""
