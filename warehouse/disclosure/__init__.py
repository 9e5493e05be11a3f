"""Disclosure control: what of the marts dashboards may show, and an attacker who tries to find out more."""
