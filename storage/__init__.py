"""How things are kept: rows, the unit of work, migrations and reference data."""
