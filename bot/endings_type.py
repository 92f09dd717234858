"""What finished dialogs do, by dialog name: the type only, so that use cases and their register need not import each
other.
"""

from collections.abc import Mapping

from bot.talking import Ending

Endings = Mapping[str, Ending]
