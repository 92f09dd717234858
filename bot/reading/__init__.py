"""Reading what people type: numbers, days, names. Pure, and never guessing silently."""
