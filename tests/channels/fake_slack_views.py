"""Views in the Slack that tests play: what opens a modal and when, what is on the screen, and views.* as it answers."""

from collections.abc import Mapping

from tests.channels.fake_slack_blocks import Refused, check_view
from tests.channels.fake_slack_shown import Json, View
from tests.channels.fake_slack_workspace import Method, Workspace, known


class Views:
    """Modals and Home tabs of a workspace's people."""

    def __init__(self, world: Workspace) -> None:
        self._world = world
        self.modals: dict[str, View] = {}
        """By person; one is on the screen."""
        self.homes: dict[str, list[Json]] = {}
        self._triggers: dict[str, tuple[float, str]] = {}
        self._used: set[str] = set()
        self.methods: Mapping[str, Method] = {
            "views.open": self._open_view,
            "views.update": self._update_view,
            "views.publish": self._publish,
        }

    def trigger(self, user: str) -> str:
        """A fresh trigger_id, good for three seconds and once."""
        id_ = f"trigger.{self._world.number()}"
        self._triggers[id_] = (self._world.seconds + 3, user)
        return id_

    def _use_trigger(self, arguments: Json) -> str:
        """Whose trigger it was."""
        id_ = str(arguments.get("trigger_id"))
        if id_ not in self._triggers:
            raise Refused("invalid_trigger_id")
        if id_ in self._used:
            raise Refused("exchanged_trigger_id")
        until, user = self._triggers[id_]
        if self._world.seconds > until:
            raise Refused("expired_trigger_id")
        self._used.add(id_)
        return user

    def _open_view(self, arguments: Json) -> Json:
        known(arguments, "trigger_id view")
        user = self._use_trigger(arguments)
        view = arguments["view"]
        check_view(view)
        assert isinstance(view, dict)
        if view["type"] != "modal" or user in self.modals:
            raise Refused("invalid_arguments")
        number = self._world.number()
        modal = View(id=f"V{number}", user=user, hash="", shown=view, state={})
        modal.replace(view, number)
        self.modals[user] = modal
        return {"view": modal.payload()}

    def _update_view(self, arguments: Json) -> Json:
        known(arguments, "view_id hash view")
        modal = next((one for one in self.modals.values() if one.id == arguments["view_id"]), None)
        if modal is None:
            raise Refused("not_found")
        if arguments.get("hash") != modal.hash:
            raise Refused("hash_conflict")
        view = arguments["view"]
        check_view(view)
        assert isinstance(view, dict)
        modal.replace(view, self._world.number())
        return {"view": modal.payload()}

    def _publish(self, arguments: Json) -> Json:
        view = arguments["view"]
        check_view(view)
        assert isinstance(view, dict)
        if view["type"] != "home" or arguments["user_id"] not in self._world.users:
            raise Refused("invalid_arguments")
        self.homes[str(arguments["user_id"])] = view["blocks"]
        return {}
