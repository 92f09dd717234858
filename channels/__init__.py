"""How messages travel: one module a service. Knows no alert and no database."""
