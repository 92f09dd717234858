"""What people see: messages made of values. Views of content take a Permit; nothing is decided here."""
