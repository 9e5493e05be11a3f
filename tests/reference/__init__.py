"""An independent computation of what a night must give, in plain Python, read from the contract alone.

Nothing here may import the product (`schemas`, `warehouse`, `orchestration`) or imitate its code.
"""
