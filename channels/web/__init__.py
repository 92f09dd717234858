"""The built-in web chat: server-sent events down, one POST at a time up, nothing from elsewhere. It keeps what it
tells in a mailbox; who may open which inbox is decided before a request reaches it.
"""

from channels.web.channel import LIMITS, WebChannel
from channels.web.shell import PageTexts, Reader

__all__ = ["LIMITS", "PageTexts", "Reader", "WebChannel"]
