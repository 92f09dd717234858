"""What comes in, by whichever way: through Bolt to whoever handles it, and what Slack is shown in answer. An input is
acknowledged only after the handler has returned.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from weakref import WeakValueDictionary

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from channels.base import Handler, Outcome
from channels.errors import Misconfigured, Permanent, SendError
from channels.message import Filled, Form, Incoming, Opened
from channels.slack.api import Api, silent_logger
from channels.slack.blocks import section
from channels.slack.classify import Overtaken, TooLate
from channels.slack.events import revokes
from channels.slack.form import field_errors, read_held, write_view
from channels.slack.payload import Json, json_at, text_at
from channels.slack.read import Taken, read
from channels.slack.render import escape, write_page
from channels.slack.settings import SlackWords, TimeLimits

log = logging.getLogger(__name__)

_OK = 200
_NOT_FOUND = 404
_ANY = re.compile("")


class NotReceiving(Exception):
    """Nobody takes anything in at the moment."""


class Reception:
    """The door behind both ways in. `handle` is set while the channel receives; `shut_out` is set when the workspace
    does not know us any more.
    """

    def __init__(
        self,
        api: Api,
        *,
        words: Callable[[str], SlackWords],
        limits: TimeLimits,
        now: Callable[[], datetime],
    ) -> None:
        self.handle: Handler | None = None
        self.shut_out = asyncio.Event()
        self._api = api
        self._words = words
        self._limits = limits
        self._now = now
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._bolt = self._build_bolt()

    async def dispatch(
        self, body: str | Mapping[str, object], headers: Mapping[str, str] | None = None
    ) -> BoltResponse:
        """The answer to a request, a body as it came by HTTP or the payload of an envelope: 200 when it was taken or
        concerns nobody, 5xx when nothing was kept.
        """
        try:
            given: dict[str, str | Sequence[str]] = dict(headers or {})
            mode = "http" if isinstance(body, str) else "socket_mode"
            request = AsyncBoltRequest(body=body if isinstance(body, str) else dict(body), headers=given, mode=mode)
        except Exception as error:  # noqa: BLE001 - Bolt looks into it for what it hopes to find
            # It will be no better the next time: it is taken off Slack's hands and shown to the operator.
            log.error("A request of Slack's could not be read: %s", type(error).__name__)  # noqa: TRY400 - as below
            return BoltResponse(status=_OK)
        response = await self._bolt.async_dispatch(request)
        # What nothing of ours listens to must not come again and again.
        return BoltResponse(status=_OK) if response.status == _NOT_FOUND else response

    async def close(self) -> None:
        """Waits for what is still to be shown; none of it takes longer than one call."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _build_bolt(self) -> AsyncApp:
        """Bolt sorts requests by kind; what they mean is read by us, and what nobody reads is acknowledged."""

        async def authorize() -> AuthorizeResult:
            try:
                us = await self._api.identity()
            except Misconfigured as error:
                log.error("Nothing can be taken in from Slack. %s", error.reason)  # noqa: TRY400 - its reason is all
                self.shut_out.set()
                raise
            return AuthorizeResult(
                enterprise_id=None,
                team_id=us.team_id,
                bot_user_id=us.user_id,
                bot_id=us.bot_id,
                bot_token=self._api.client.token,
            )

        async def listen(body: dict[str, object]) -> BoltResponse:
            return await self._listen(body)

        bolt = AsyncApp(
            name="liaison",
            logger=silent_logger(),
            client=self._api.client,
            authorize=authorize,
            signing_secret="",
            process_before_response=True,  # else Bolt acknowledges first and runs us when it likes
            request_verification_enabled=False,  # done before the body is parsed, by the route
        )
        for kind in (bolt.event, bolt.action, bolt.command, bolt.shortcut, bolt.view):
            kind(_ANY)(listen)
        return bolt

    async def _listen(self, body: Json) -> BoltResponse:
        if self.handle is None:
            raise NotReceiving
        if revokes(body):
            log.error("The workspace has removed the app or revoked its token.")
            self.shut_out.set()
            return BoltResponse(status=_OK)
        taken = read(body, await self._api.identity(), self._now())
        if taken is None:
            return BoltResponse(status=_OK)
        try:
            outcome, late = await self._run(self.handle, taken)
        except Exception as error:
            # The kind only: an exception's words may be a report's.
            log.error("An input from Slack was not kept: %s", type(error).__name__)  # noqa: TRY400 - as above
            raise
        return BoltResponse(status=_OK, body=self._answer(body, taken, outcome, late=late) or "")

    async def _run(self, handle: Handler, taken: Taken) -> tuple[Outcome, bool]:
        """The turn, and whether it took too long for a form: the person hears of it while it still runs."""
        turn = asyncio.create_task(self._in_turn(handle, taken))
        try:
            done, _ = await asyncio.wait({turn}, timeout=self._limits.turn if taken.trigger else None)
            if not done:
                self._later(self._tell(taken, lambda words: words.press_again))
            return await turn, not done
        finally:
            turn.cancel()

    async def _in_turn(self, handle: Handler, taken: Taken) -> Outcome:
        """What one conversation sends is handed over one after the other, as it came."""
        news = taken.news
        place = news.conversation if isinstance(news, Incoming) else news.address
        lock = self._turns.setdefault(place.id, asyncio.Lock())
        async with lock:
            return await handle(news)

    def _answer(self, body: Json, taken: Taken, outcome: Outcome, *, late: bool) -> dict[str, object]:
        """What goes into the acknowledgement; the rest is shown right behind it."""
        news = taken.news
        if not isinstance(news, Incoming):
            return {}
        if isinstance(news.content, Opened):
            self._later(self._publish(taken, outcome))
            return {}
        answer: dict[str, object] = {}
        if outcome.notice and "command" in body:
            answer = {"response_type": "ephemeral", "text": escape(outcome.notice)}
        elif outcome.notice:
            self._later(self._notify(taken, outcome.notice))
        if taken.view and isinstance(news.content, Filled) and news.content.sent:
            return self._after_submission(taken, taken.view, outcome.form)
        if outcome.form and taken.trigger and not late:
            self._later(self._show(taken, outcome.form))
        return answer

    def _after_submission(self, taken: Taken, view: Json, form: Form | None) -> dict[str, object]:
        if form is None:
            return {"response_action": "clear"}
        errors = field_errors(form, view)
        if errors:
            return {"response_action": "errors", "errors": errors}
        try:
            return {"response_action": "update", "view": write_view(form, read_held(view))}
        except Permanent as error:
            log.error("A form could not be shown: %s", error.reason)  # noqa: TRY400 - its reason is all there is
            self._later(self._tell(taken, lambda words: words.no_form))
            return {"response_action": "clear"}

    async def _show(self, taken: Taken, form: Form) -> None:
        """Opens a form, or puts it in the place of the one it was asked for in."""
        view = taken.view
        try:
            shown = write_view(form, read_held(view) if view else None)
            if view:
                at = {"view_id": text_at(view, "id"), "hash": text_at(view, "hash")}
                await self._api.post("views.update", {**at, "view": shown})
            else:
                await self._api.post("views.open", {"trigger_id": taken.trigger, "view": shown})
        except Overtaken:
            return  # a later press has changed it, or the person has closed it
        except TooLate:
            await self._tell(taken, lambda words: words.press_again)
        except Permanent as error:
            log.error("A form could not be shown: %s", error.reason)  # noqa: TRY400 - as above
            await self._tell(taken, lambda words: words.no_form)
        except SendError:
            await self._tell(taken, lambda words: words.press_again)

    async def _publish(self, taken: Taken, outcome: Outcome) -> None:
        user = _user(taken)
        empty = "" if outcome.page else (await self._words_for(user)).home
        view = {"type": "home", "blocks": write_page(outcome.page, empty=empty)}
        await self._api.post("views.publish", {"user_id": user, "view": view})

    async def _notify(self, taken: Taken, notice: str) -> None:
        """A word beside the message whose button was pressed, seen by nobody else; elsewhere in private."""
        if not taken.channel:
            await self._say(_user(taken), notice)
            return
        said = {"channel": taken.channel, "user": _user(taken), "text": escape(notice)}
        await self._api.post("chat.postEphemeral", {**said, "blocks": [section(notice)]})

    async def _tell(self, taken: Taken, choose: Callable[[SlackWords], str]) -> None:
        user = _user(taken)
        await self._say(user, choose(await self._words_for(user)))

    async def _say(self, user: str, words: str) -> None:
        await self._api.post(
            "chat.postMessage",
            {"channel": user, "text": escape(words), "blocks": [section(words)], "unfurl_links": False},
        )

    async def _words_for(self, user: str) -> SlackWords:
        """In the language the person has Slack in; asked only here, where it is rarely needed."""
        try:
            answer = await self._api.ask("users.info", {"user": user, "include_locale": "true"})
        except SendError:
            return self._words("")
        return self._words(text_at(json_at(answer, "user"), "locale"))

    def _later(self, work: Coroutine[object, object, None]) -> None:
        """Behind the acknowledgement: nothing of it decides whether the input was kept."""
        task = asyncio.create_task(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _quietly(work: Coroutine[object, object, None]) -> None:
    try:
        await work
    except SendError as error:
        log.warning("An answer to Slack was not shown: %s", error.reason)


def _user(taken: Taken) -> str:
    news = taken.news
    return news.sender.id if isinstance(news, Incoming) and news.sender else ""
