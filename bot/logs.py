"""Log lines: one format for people, one for machines. What is logged carries ids, never what people wrote."""

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType

_Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Plain(logging.Formatter):
    """A line for people. A stack trace names where an error arose, not what it said: an exception's text may quote
    what a person wrote, or the values of a statement.
    """

    def formatException(self, ei: _Info) -> str:  # noqa: N802 - logging's name
        return bare_trace(ei)


class JsonLines(Plain):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "from": record.name,
            "text": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def bare_trace(info: _Info) -> str:
    """File, line and function of each frame, and the class of each error on the way; no error's own words."""
    error, lines = info[1], list[str]()
    while error is not None:
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        lines.append(f"  {type(error).__module__}.{type(error).__name__}")
        error = error.__cause__
    return "\n".join(lines)


def set_up(form: str, *, level: int = logging.INFO) -> None:
    """Sends all log lines to standard error in one format; libraries only from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else Plain("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in (*QUIET, *TELLING):
        logging.getLogger(name).setLevel(logging.WARNING)


QUIET = ("alembic", "apscheduler", "aiosqlite", "asyncio", "mail.log", "uvicorn", "uvicorn.error", "PIL", "tzlocal")
TELLING = ("telegram", "httpx", "httpcore", "slack_bolt", "slack_sdk", "aiohttp")
"""A messenger's library logs addresses that may hold its token, and what people wrote."""
