"""The restricted area: the ledger of files, the rows and notes of each as Parquet, and the build file with schema raw.

What is taken in belongs to `intake`, who is removed to `erasure`.
"""
