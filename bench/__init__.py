"""How fast Liaison is, measured against a baseline in the same run. `make bench`; nothing here is part of the product."""
