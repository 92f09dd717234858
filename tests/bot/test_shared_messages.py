"""Messages that many get alike are made once: by whose clock they tell the time, and what keeping them must not do."""

from datetime import timedelta

from alerts.person import Role, RoleKind
from bot.kept import Kept
from channels.errors import Temporary
from tests.bot.client import MAIL, Client
from tests.bot.outbox import subscribes
from tests.bot.post_office import PostOffice, released
from tests.bot.rows import write
from tests.bot.shown import as_text
from tests.bot.stage import Stage

MEMBER = Role(kind=RoleKind.MEMBER, country="UG")


async def mailbox(stage: Stage, name: str, *, zone: str) -> Client:
    """The mailbox of a member in a zone who gets every alert there."""
    client = await stage.somebody(MEMBER, country="UG", zone=zone)
    await subscribes(client, mail=True)
    return await client.moves_to(f"{name}@customs.example", channel=MAIL)


async def test_everybody_reads_the_time_of_issue_by_their_own_clock(stage: Stage, office: PostOffice) -> None:
    shown = {"Africa/Nairobi": "12:30 EAT", "Africa/Kampala": "12:30 EAT", "Africa/Lagos": "10:30 WAT"}
    members = {zone: await mailbox(stage, zone[7:].lower(), zone=zone) for zone in shown}
    await released(stage)
    await office.deliver()
    for zone, time in shown.items():
        [mail] = office.sent(members[zone])
        assert f"Issued: 13 Nov 2026, {time}" in as_text(mail.message).splitlines()


async def test_zones_whose_clocks_agree_share_one_message(stage: Stage, office: PostOffice) -> None:
    nairobi = await mailbox(stage, "nairobi", zone="Africa/Nairobi")
    kampala = await mailbox(stage, "kampala", zone="Africa/Kampala")
    await released(stage)
    await office.deliver()
    assert office.sent(nairobi)[0].message is office.sent(kampala)[0].message


async def test_a_kept_message_does_not_hide_that_the_rows_are_not_what_was_approved(
    stage: Stage, office: PostOffice
) -> None:
    first = await mailbox(stage, "first", zone="UTC")
    second = await mailbox(stage, "second", zone="UTC")
    await released(stage)
    stage.channels[MAIL].fail_next(Temporary(), to=second.address)
    await office.deliver()
    write(stage, "UPDATE alert_revision SET body = replace(body, 'Cocaine', 'Sugar')")
    stage.clock.passes(timedelta(minutes=1))
    await office.deliver()
    assert (len(office.sent(first)), len(office.sent(second))) == (1, 0)
    assert office.state_of(second) == ("queued", "not rendered")


def test_of_too_many_things_the_one_used_longest_ago_is_dropped() -> None:
    kept: Kept[str] = Kept(2)
    kept.keep(1, "one")
    kept.keep(2, "two")
    assert kept.get(1) == "one"
    kept.keep(3, "three")
    assert (kept.get(1), kept.get(2), kept.get(3)) == ("one", None, "three")
