"""Slack: direct messages, channels, forms as modals and the Home tab, heard over Socket Mode or HTTP. One workspace per
installation; it keeps nothing that matters in the process.
"""

from channels.slack.channel import LIMITS, SlackChannel
from channels.slack.settings import SlackSettings, SlackWords, TimeLimits

__all__ = ["LIMITS", "SlackChannel", "SlackSettings", "SlackWords", "TimeLimits"]
