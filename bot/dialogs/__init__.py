"""The dialogs, each to be read like the conversation it leads to."""
