"""What we are at the service, beside sending and receiving: the commands in its menu, the webhook, and what an operator
should know.
"""

import logging
from collections.abc import Mapping, Sequence

from telegram import Bot, BotCommand, User, WebhookInfo
from telegram.error import TelegramError

from channels.telegram.read import WANTED
from channels.telegram.settings import TelegramSettings

log = logging.getLogger(__name__)

Commands = Mapping[str, Sequence[tuple[str, str]]]
"""Name and description of each command, by language code; "" for everybody else."""


async def offer_commands(bot: Bot, commands: Commands) -> None:
    """Brings the menu up to date. A menu is a courtesy: what goes wrong here is logged and stops nothing."""
    for language, wanted in commands.items():
        try:
            offered = await bot.get_my_commands(language_code=language or None)
            if [(one.command, one.description) for one in offered] != list(wanted):
                menu = [BotCommand(name, description) for name, description in wanted]
                await bot.set_my_commands(menu, language_code=language or None)
        except TelegramError as error:
            log.warning("the commands for language %r could not be set (%s)", language, type(error).__name__)


async def set_webhook(bot: Bot, settings: TelegramSettings) -> None:
    """Has updates posted to us. One connection only: with more, two updates of a chat can overtake one another on the
    way here, or in two processes behind one address.
    """
    await bot.set_webhook(
        settings.webhook_url,
        secret_token=settings.webhook_secret,
        allowed_updates=WANTED,
        max_connections=1,
    )


async def remove_webhook(bot: Bot) -> None:
    """Takes back a webhook, so that updates can be polled for. Those that wait are kept."""
    if (await bot.get_webhook_info()).url:
        await bot.delete_webhook(drop_pending_updates=False)


def find_missing(user: User, info: WebhookInfo, settings: TelegramSettings) -> tuple[str, ...]:
    """A sentence for each thing that is not as it should be. Telegram's own words stay out: they may hold an address."""
    sentences = []
    if user.can_join_groups is False:
        sentences.append("The bot may not be added to groups: allow it in BotFather with /setjoingroups.")
    if user.can_read_all_group_messages:
        sentences.append(
            "The bot is sent everything that is said in its groups, which it does not need: switch privacy mode on"
            " in BotFather with /setprivacy."
        )
    if info.url and not settings.webhook_url:
        sentences.append("A webhook is set for this bot, and updates are to be polled for: receiving takes it back.")
    if settings.webhook_url and info.url != settings.webhook_url:
        sentences.append("Telegram does not post updates to the address in the settings: receiving sets it.")
    if info.last_error_date and settings.webhook_url:
        when = f"{info.last_error_date:%Y-%m-%d %H:%M} UTC"
        sentences.append(
            f"Telegram could not deliver an update to the webhook, last at {when};"
            f" {info.pending_update_count} are waiting."
        )
    return tuple(sentences)
