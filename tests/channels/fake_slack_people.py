"""What people do in the fake Slack, as the payloads Slack sends of it; a payload can be delivered more than once."""

from collections.abc import Mapping

from tests.channels.fake_slack import US, FakeSlack
from tests.channels.fake_slack_blocks import buttons, check_view
from tests.channels.fake_slack_shown import TEAM, Json, View


class People:
    """Hands and eyes of the people of a workspace."""

    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack

    def event(self, event: Mapping[str, object], *, key: str = "") -> Json:
        ts = self._slack.ts()
        return {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A1",
            "event_id": f"Ev{key or self._slack.number()}",
            "event_time": int(self._slack.world.seconds),
            "authorizations": [{"team_id": TEAM, "user_id": US, "is_bot": True}],
            "event": {"ts": ts, "event_ts": ts, **event},
        }

    def message(self, user: str, text: str, more: Mapping[str, object] | None = None, *, key: str = "") -> Json:
        """A person's direct message; `text` as Slack writes it, `more` as it stands in the event."""
        direct = {"channel": self._slack.direct(user), "channel_type": "im"}
        return self.event({"type": "message", "user": user, "text": text, **direct, **(more or {})}, key=key)

    def press(self, user: str, label: str, *, channel: str = "") -> Json:
        """The newest button with this label that the person can see in a conversation, or in this one."""
        for post in reversed([post for post in self._slack.posts if channel in {"", post.channel}]):
            for button in buttons(post.blocks):
                if _label(button) == label:
                    place = {"type": "message", "channel_id": post.channel, "message_ts": post.ts}
                    return {**self._action(user, button), "container": place, "channel": {"id": post.channel}}
        raise LookupError(label)

    def press_again(self, pressed: Json) -> Json:
        """The same button once more, whatever has become of it on the screen meanwhile."""
        user, actions = pressed["user"], pressed["actions"]
        assert isinstance(user, dict)
        assert isinstance(actions, list)
        return {**pressed, **self._action(str(user["id"]), actions[0])}

    def press_home(self, user: str, label: str) -> Json:
        button = next(button for button in buttons(self._slack.homes[user]) if _label(button) == label)
        view = {"id": "VHOME", "type": "home", "hash": "1", "blocks": self._slack.homes[user]}
        return {**self._action(user, button), "container": {"type": "view", "view_id": "VHOME"}, "view": view}

    def press_modal(self, user: str, label: str) -> Json:
        modal = self._slack.modals[user]
        button = next(button for button in buttons(modal.blocks) if _label(button) == label)
        return {**self._action(user, button), **self._in_view(modal)}

    def fill(self, user: str, name: str, value: str) -> Json | None:
        """Types or chooses; what Slack sends of it, where the input asks for that."""
        modal = self._slack.modals[user]
        block = modal.input(name)
        element = block["element"]
        assert isinstance(element, dict)
        chosen = next((option for option in _options(element) if option["value"] == value), None)
        if element["type"] == "static_select":
            assert chosen or not value, f"{value!r} cannot be chosen"
        else:
            assert element.get("multiline") or "\n" not in value, "Enter begins no line here"
            assert len(value) <= int(str(element.get("max_length", 3000))), "there is no room for more"
        entered: Json = (
            {"type": element["type"], "selected_option": chosen}
            if element["type"] == "static_select"
            else {"type": element["type"], "value": value}
        )
        modal.state[name] = {str(element["action_id"]): entered}
        if not block.get("dispatch_action"):
            return None
        return {
            **self._action(user, {**element, **entered, "block_id": name}),
            **self._in_view(modal),
        }

    def submit(self, user: str) -> Json:
        return {
            "type": "view_submission",
            "team": {"id": TEAM},
            "user": {"id": user, "name": "name"},
            "trigger_id": self._slack.trigger(user),
            "view": self._slack.modals[user].payload(),
        }

    def answer_submission(self, user: str, answer: Json) -> None:
        """Does what the app answered to a submission."""
        modal = self._slack.modals[user]
        match answer.get("response_action"):
            case "errors":
                errors = answer["errors"]
                assert isinstance(errors, dict)
                inputs = {block.get("block_id") for block in modal.blocks if block["type"] == "input"}
                if not errors or not set(errors) <= inputs:
                    self._slack.violations.append("errors at no input")
                modal.errors = {str(name): str(error) for name, error in errors.items()}
            case "update":
                view = answer["view"]
                check_view(view)
                assert isinstance(view, dict)
                modal.replace(view, self._slack.number())
            case "clear" | None:
                del self._slack.modals[user]
            case other:
                self._slack.violations.append(f"response_action {other}")

    def command(self, user: str, command: str, text: str = "", *, channel: str = "") -> Json:
        return {
            "command": command,
            "text": text,
            "team_id": TEAM,
            "user_id": user,
            "user_name": "name",
            "channel_id": channel or self._slack.direct(user),
            "trigger_id": self._slack.trigger(user),
            "response_url": "http://slack.test/response",
        }

    def shortcut(self, user: str, callback_id: str) -> Json:
        return {
            "type": "shortcut",
            "callback_id": callback_id,
            "team": {"id": TEAM},
            "user": {"id": user, "username": "name"},
            "action_ts": self._slack.ts(),
            "trigger_id": self._slack.trigger(user),
        }

    def _action(self, user: str, element: Json) -> Json:
        return {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": user, "username": "name"},
            "trigger_id": self._slack.trigger(user),
            "actions": [{**element, "action_ts": self._slack.ts()}],
        }

    def _in_view(self, modal: View) -> Json:
        return {"container": {"type": "view", "view_id": modal.id}, "view": modal.payload()}


def _label(button: Json) -> object:
    text = button["text"]
    assert isinstance(text, dict)
    return text["text"]


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups", [{"options": element.get("options", [])}])
    assert isinstance(groups, list)
    return [option for group in groups for option in group["options"]]
