"""The command `liaison`: run, demo, migrate, check, invite, people, replay."""

import sys

from bot.commandline import main

if __name__ == "__main__":
    sys.exit(main())
