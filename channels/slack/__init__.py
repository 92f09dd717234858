"""Slack: direct messages, channels, forms as modals and the Home tab, heard over Socket Mode or HTTP. One workspace per
installation; it keeps nothing that matters in the process. The channel itself is in `channel`, which loads Slack's client.
"""

from channels.slack.settings import SlackSettings, SlackWords, TimeLimits

__all__ = ["SlackSettings", "SlackWords", "TimeLimits"]
