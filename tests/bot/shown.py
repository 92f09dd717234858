"""A message as text, for people who read tests: mark, title, text, lines, pictures, buttons."""

from channels.message import Message


def as_text(message: Message) -> str:
    """Everything of a message that a person sees; a row of buttons on a line."""
    lines = []
    if message.mark is not None:
        lines.append(message.mark.label)
    if message.title:
        lines.append(message.title)
    lines += [f"{label}: {value}" if label else value for label, value in message.fields]
    if message.text:
        lines += message.text.split("\n")
    lines += [f"{link.label} <{link.url}>" for link in message.links]
    lines += [f"(picture: {picture.alt})" for picture in message.pictures]
    lines += [" ".join(f"[{button.label}]" for button in row) for row in message.buttons]
    return "\n".join(lines)
