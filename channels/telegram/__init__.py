"""Telegram: one bot that talks in private chats, groups and channels over the Bot API."""

from channels.telegram.channel import TelegramChannel
from channels.telegram.settings import HOOK_PATH, TelegramSettings, TimeLimits

__all__ = ["HOOK_PATH", "TelegramChannel", "TelegramSettings", "TimeLimits"]
