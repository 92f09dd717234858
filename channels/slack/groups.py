"""Who is in a Slack channel, and who may read it. It decides nothing."""

from collections.abc import Sequence

from channels.base import Standing
from channels.errors import Permanent, RecipientGone
from channels.message import Address
from channels.slack.api import Api
from channels.slack.payload import is_group, json_at, text_at

_ASK_MOST = 20
"""People of a channel we do not know and look up, one call each; with more of them it takes nothing guarded anyway."""

_PAGE = 200  # ids at once, as Slack recommends


async def read_standing(api: Api, group: Address, among: Sequence[str]) -> Standing:
    """Slack names everybody in a channel. Who is not `among` those asked about may be a program: up to 20 of them are
    looked up, the rest counted as unknown. Raises as `Api.post`; RecipientGone where we are not in it.
    """
    if not is_group(group.id):
        raise Permanent("This is no Slack channel.")
    info = json_at(await api.ask("conversations.info", {"channel": group.id}), "channel")
    if info.get("is_archived") or not info.get("is_member"):
        raise RecipientGone("The channel is archived, or we are not in it.")
    us = await api.identity()
    found = [id_ for id_ in await _members(api, group.id) if id_ != us.user_id]
    known = set(among)
    strangers = [id_ for id_ in found if id_ not in known]
    people = [id_ for id_ in strangers[:_ASK_MOST] if not await _is_program(api, id_)]
    members = frozenset(found).difference(strangers) | frozenset(people)
    others = len(found) - len(members)
    if info.get("is_ext_shared") or info.get("is_pending_ext_shared"):
        others = max(others, 1)  # whom the other organisation lets in is not ours to see
    return Standing(
        title=text_at(info, "name"),
        private=info.get("is_private") is True,
        broadcast=False,
        complete=True,
        members=members,
        others=others,
    )


async def _members(api: Api, channel: str) -> list[str]:
    members: list[str] = []
    form = {"channel": channel, "limit": str(_PAGE)}
    while True:
        answer = await api.ask("conversations.members", form)
        listed = answer.get("members")
        members += [str(id_) for id_ in listed] if isinstance(listed, list) else []
        cursor = text_at(json_at(answer, "response_metadata"), "next_cursor")
        if not cursor:
            return members
        form["cursor"] = cursor


async def _is_program(api: Api, user: str) -> bool:
    return json_at(await api.ask("users.info", {"user": user}), "user").get("is_bot") is True
