"""Dashboards as code, in tools that somebody else maintains: a folder a tool.

What the figures are is the warehouse's matter.
"""
