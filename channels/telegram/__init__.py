"""Telegram: one bot that talks in private chats, groups and channels over the Bot API. The channel itself is in `channel`,
which loads Telegram's client.
"""

from channels.telegram.settings import HOOK_PATH, TelegramSettings, TimeLimits

__all__ = ["HOOK_PATH", "TelegramSettings", "TimeLimits"]
