"""The page's words for tests: each is its own name, but for the sentences a test reads."""

from dataclasses import fields

from channels.web import PageTexts

WORDS = PageTexts(**{field.name: field.name for field in fields(PageTexts)})
