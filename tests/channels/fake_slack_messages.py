"""Messages in the Slack that tests play: chat.* as it answers, and what would ring a bell with somebody."""

import json
from collections.abc import Mapping

from tests.channels.fake_slack_blocks import Refused, check_message
from tests.channels.fake_slack_shown import Json, Post
from tests.channels.fake_slack_workspace import Method, Workspace, known


class Messages:
    """What is posted, changed and deleted in a workspace."""

    def __init__(self, world: Workspace) -> None:
        self._world = world
        self.methods: Mapping[str, Method] = {
            "chat.postMessage": self._post,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.update": self._update,
            "chat.delete": self._delete,
        }

    def _post(self, arguments: Json) -> Json:
        known(arguments, "channel text blocks thread_ts unfurl_links unfurl_media mrkdwn parse link_names")
        channel = self._world.place(str(arguments["channel"]))
        check_message(arguments.get("blocks"), arguments.get("text"))
        self._check_pings(arguments)
        thread = str(arguments.get("thread_ts", ""))
        if thread and not any(post.ts == thread and post.channel == channel for post in self._world.posts):
            raise Refused("thread_not_found")
        post = self._keep(channel, arguments, thread=thread)
        return {"channel": channel, "ts": post.ts, "message": {"text": post.text}}

    def _keep(self, channel: str, arguments: Json, *, thread: str = "", only_for: str = "") -> Post:
        blocks = arguments["blocks"]
        assert isinstance(blocks, list)
        post = Post(
            channel=channel,
            ts=self._world.ts(),
            text=str(arguments["text"]),
            blocks=blocks,
            thread=thread,
            only_for=only_for,
            arguments=arguments,
        )
        self._world.posts.append(post)
        return post

    def _check_pings(self, arguments: Json) -> None:
        """Whatever `text` or a text object of type mrkdwn would ring a bell with."""
        if "<" in str(arguments["text"]) or '"mrkdwn"' in json.dumps(arguments["blocks"]):
            self._world.violations.append("text that Slack would interpret")
        if arguments.get("parse", "none") != "none" or arguments.get("link_names"):
            self._world.violations.append("Slack is asked to look for names")

    def _post_ephemeral(self, arguments: Json) -> Json:
        known(arguments, "channel user text blocks")
        channel = self._world.place(str(arguments["channel"]))
        if arguments["user"] not in self._world.users:
            raise Refused("user_not_found")
        check_message(arguments.get("blocks"), arguments.get("text"))
        return {"message_ts": self._keep(channel, arguments, only_for=str(arguments["user"])).ts}

    def _find(self, arguments: Json) -> Post:
        for post in self._world.posts:
            if (post.channel, post.ts) == (arguments["channel"], arguments["ts"]) and not post.only_for:
                return post
        raise Refused("message_not_found")

    def _update(self, arguments: Json) -> Json:
        known(arguments, "channel ts text blocks parse link_names")
        post = self._find(arguments)
        check_message(arguments.get("blocks"), arguments.get("text"))
        self._check_pings(arguments)
        blocks = arguments["blocks"]
        assert isinstance(blocks, list)
        post.text, post.blocks, post.edits = str(arguments["text"]), blocks, post.edits + 1
        return {"channel": post.channel, "ts": post.ts}

    def _delete(self, arguments: Json) -> Json:
        known(arguments, "channel ts")
        self._world.posts.remove(self._find(arguments))
        return {}
