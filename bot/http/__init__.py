"""All HTTP as one application: who may reach an inbox, sign-in, pictures, unsubscribing, health, and the demo's page.
Channels contribute their routes; what anything means is asked of ports.
"""

from bot.http.app import build
from bot.http.ports import Ports, SessionInfo

__all__ = ["Ports", "SessionInfo", "build"]
