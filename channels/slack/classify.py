"""What a failure at Slack means for a send: one table by the error's ancestry, one by Slack's own codes. Nothing Slack
says is repeated but its code.
"""

import re
from collections.abc import Mapping
from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from channels.errors import Misconfigured, Permanent, RecipientGone, SendError, Temporary, Unknown


class TooLate(Permanent):
    """The moment in which a form could have been opened is over."""


class Overtaken(Permanent):
    """What was to be changed has been changed or closed since."""


_BY_KIND: Mapping[type[BaseException], type[SendError]] = {
    # No connection was made, so nothing has left.
    aiohttp.ClientConnectorError: Temporary,
    aiohttp.ConnectionTimeoutError: Temporary,
    aiohttp.ClientConnectorCertificateError: Misconfigured,
    aiohttp.InvalidURL: Misconfigured,
    # The request, or a part of it, had left.
    aiohttp.ClientError: Unknown,
    TimeoutError: Unknown,
    OSError: Unknown,
}
"""What happened to the connection. Looked up along the error's ancestry: the nearest kind counts."""

_CODES: Mapping[type[SendError], str] = {
    RecipientGone: """
        channel_not_found is_archived not_in_channel is_inactive user_not_found users_not_found user_disabled
        user_not_visible cannot_dm_bot
        """,
    Misconfigured: """
        invalid_auth not_authed account_inactive token_revoked token_expired missing_scope not_allowed_token_type
        no_permission org_login_required ekm_access_denied team_access_not_granted access_denied accesslimited
        plan_upgrade_required enterprise_is_restricted two_factor_setup_required messages_tab_disabled team_not_found
        unknown_method method_deprecated deprecated_endpoint
        """,
    Temporary: "ratelimited rate_limited message_limit_exceeded team_added_to_org request_timeout",
    # Slack's reference says of these that some aspect of the operation may have succeeded.
    Unknown: "internal_error fatal_error service_unavailable",
    TooLate: "expired_trigger_id trigger_expired exchanged_trigger_id trigger_exchanged invalid_trigger_id",
    Overtaken: """
        hash_conflict view_not_found not_found message_not_found thread_not_found file_not_found file_deleted
        """,
}

_BY_CODE: Mapping[str, type[SendError]] = {code: kind for kind, codes in _CODES.items() for code in codes.split()}
"""What Slack answered; a code that is not named here is our own mistake, and Permanent."""

_CODE = re.compile("[a-z0-9_]{1,60}")
_TOO_MANY = 429
_SERVER_FAILED = 500
_OK = 200
_LONGEST_WAIT = 3600  # seconds; what is longer is asked again


def classify(error: BaseException) -> SendError:
    """The failure of a send. Raises `error` itself where it is none of a connection's or Slack's."""
    if isinstance(error, SlackApiError):
        return _by_answer(error)
    kind = next((kind for kind in type(error).__mro__ if kind in _BY_KIND), None)
    if kind is None:
        raise error
    what = "could not be reached" if _BY_KIND[kind] is Temporary else "broke off"
    return _BY_KIND[kind](f"Slack {what} ({type(error).__name__}).")


def by_status(status: int, code: str, retry_after: str = "") -> SendError:
    """What an answer that is no yes means: HTTP status, Slack's code (with 200 `"ok": false` is how it says no)."""
    code = code if _CODE.fullmatch(code) else ""
    reason = f"Slack answered {code or status}."
    kind = _BY_CODE.get(code)
    if status == _TOO_MANY or kind is Temporary:
        return Temporary(reason, retry_after=_wait(retry_after))
    if kind is not None:
        return kind(reason)
    # No code of Slack's: a page of some machine between us, which says nothing about what Slack did.
    return Unknown(reason) if status >= _SERVER_FAILED or not code else Permanent(reason)


def _by_answer(error: SlackApiError) -> SendError:
    answer: object = error.response
    status: int = getattr(answer, "status_code", 0) or getattr(answer, "status", _OK)
    data = getattr(answer, "data", None)
    code = data.get("error", "") if isinstance(data, dict) else ""
    headers = getattr(answer, "headers", {})
    return by_status(status, str(code), str(headers.get("Retry-After", "")))


def _wait(retry_after: str) -> timedelta | None:
    if not (retry_after.isascii() and retry_after.isdigit()):
        return None
    return timedelta(seconds=min(max(int(retry_after[:9]), 1), _LONGEST_WAIT))
