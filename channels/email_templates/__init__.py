"""The HTML of a mail. A package only so that it travels with the code."""
