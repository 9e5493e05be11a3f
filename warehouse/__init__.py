"""Where rows live: landing area, intake, raw store, publication. Nothing here knows Dagster."""
