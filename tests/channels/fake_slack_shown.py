"""What stands on the screens of the Slack that tests play: messages and modals."""

from dataclasses import dataclass, field

from tests.channels.fake_slack_blocks import readable

TEAM = "T0TEAM"

WRONG = "⚠ "
"""What a view's own words about a mistake begin with."""

Json = dict[str, object]


@dataclass(slots=True, kw_only=True)
class Post:
    """One message as it stands in a conversation."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    thread: str = ""
    files: tuple[str, ...] = ()
    only_for: str = ""
    edits: int = 0
    arguments: Json = field(default_factory=dict)

    def read(self) -> str:
        """All a person reads of it; `text` is for notifications where there are blocks."""
        return readable(self.blocks) if self.blocks else self.text


@dataclass(slots=True, kw_only=True)
class View:
    """A modal as it stands before a person; `state` is what is in its inputs, by block id and action id."""

    id: str
    user: str
    hash: str
    shown: Json
    state: dict[str, dict[str, Json]]
    errors: dict[str, str] = field(default_factory=dict)
    """What was answered to the last submission, shown below its inputs until the next answer."""

    @property
    def blocks(self) -> list[Json]:
        blocks = self.shown["blocks"]
        assert isinstance(blocks, list)
        return blocks

    def payload(self) -> Json:
        return {**self.shown, "id": self.id, "hash": self.hash, "team_id": TEAM, "state": {"values": self.state}}

    def input(self, name: str) -> Json:
        return next(block for block in self.blocks if block.get("block_id") == name)

    def value(self, name: str) -> object:
        """What stands in a field for the person to see."""
        (entered,) = self.state[name].values()
        option = entered.get("selected_option")
        return option["value"] if isinstance(option, dict) else entered.get("value")

    def wrong(self) -> dict[str, str]:
        """What a person reads as wrong, by the field it stands at: Slack's own errors and what the view says itself."""
        found: dict[str, list[str]] = {name: [error] for name, error in self.errors.items()}
        name = ""
        for block in self.blocks:
            said = readable([{"said": block.get("hint")}])
            if block["type"] == "input":
                name = str(block["block_id"])
            elif block["type"] == "context":
                said = readable([block])
            if said.startswith(WRONG):
                found.setdefault(name, []).append(said.removeprefix(WRONG))
        return {name: " ".join(errors) for name, errors in found.items()}

    def replace(self, view: Json, number: int) -> None:
        """Draws it anew. An input that has kept its ids keeps what stands in it, whatever its initial value says."""
        old, self.shown, self.state, self.hash = self.state, view, {}, f"{number}.hash"
        self.errors = {}
        for block in self.blocks:
            if block["type"] != "input":
                continue
            name, element = str(block["block_id"]), block["element"]
            assert isinstance(element, dict)
            kept = old.get(name, {}).get(element["action_id"])
            self.state[name] = {str(element["action_id"]): kept or _initial(element)}


def _initial(element: Json) -> Json:
    if element["type"] == "static_select":
        return {"type": "static_select", "selected_option": element.get("initial_option")}
    return {"type": "plain_text_input", "value": element.get("initial_value")}
