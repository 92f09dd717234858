"""Message catalogues and what builds them; no text of a conversation is written here."""
