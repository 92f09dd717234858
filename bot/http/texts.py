"""The words of all pages, in the language of whoever reads them. Every text is marked with `_`."""

from collections.abc import Callable, Mapping, Sequence

from bot.http.ports import Gettext
from channels.web import PageTexts


class Texts:
    """The words by language, translated once. `gettext` gives the translator of a language; the first of `languages`
    is the one to fall back to.
    """

    def __init__(self, gettext: Callable[[str], Gettext], languages: Sequence[str]) -> None:
        self._chat = {language: chat_texts(gettext(language)) for language in languages}
        self._site = {language: site_texts(gettext(language)) for language in languages}
        self._gettext = {language: gettext(language) for language in languages}
        self._languages = tuple(languages)

    def chat(self, language: str) -> PageTexts:
        """The words of the web chat."""
        return self._chat.get(language) or self._chat[self._languages[0]]

    def site(self, language: str) -> Mapping[str, str]:
        """The words of every other page, by name."""
        return self._site.get(language) or self._site[self._languages[0]]

    def say(self, language: str, text: str) -> str:
        """A text of the source in a language."""
        return self._gettext.get(language, self._gettext[self._languages[0]])(text)

    def choose(self, accepted: str) -> str:
        """The language for an Accept-Language header (RFC 9110, 12.5.4), or the first of ours."""
        wanted: list[tuple[float, str]] = []
        for part in accepted.split(",")[:20]:
            tag, _, quality = part.partition(";q=")
            try:
                weight = float(quality or 1)
            except ValueError:
                continue
            wanted.append((weight, tag.strip().lower().split("-")[0]))
        for weight, language in sorted(wanted, key=lambda pair: -pair[0]):
            if weight > 0 and language in self._languages:
                return language
        return self._languages[0]


def chat_texts(_: Gettext) -> PageTexts:
    """The words of the web chat in one language."""
    return PageTexts(
        product=_("Liaison"),
        you=_("You"),
        compose=_("Write a message"),
        send=_("Send"),
        picture=_("Send a picture"),
        menu=_("Menu"),
        sign_out=_("Sign out"),
        sign_out_failed=_("You are still signed in. Please try again."),
        begin=_("There are no messages yet. Write one to begin."),
        loading=_("Loading the conversation …"),
        earlier=_("Earlier messages"),
        new_messages=_("New messages"),
        updated=_("updated"),
        withdrawn=_("This message was withdrawn."),
        change=_("Change"),
        sending=_("Sending …"),
        not_sent=_("Not sent."),
        not_yet=_("Not sent yet."),
        send_again=_("Try now"),
        remove=_("Remove"),
        offline=_("No connection. What you write is kept and sent later."),
        not_taken=_("Your message could not be taken in yet. It is kept and sent again in a moment."),
        signed_out=_("You are signed out. Please open your sign-in link again."),
        sign_in=_("Sign in"),
        demo=_("Demo: nothing here is real"),
        no_script=_("This page needs JavaScript. Please switch it on, or open the page in another browser."),
        picture_sent=_("Picture"),
        position_sent=_("Position"),
        too_long=_("This is longer than 4,000 characters. Please send it in parts."),
        too_large=_("This picture has more than 20 MB. Please send a smaller one."),
        not_a_picture=_("That is not a picture I can read. Please send a JPEG, PNG or WebP."),
        unreadable=_("This could not be read. Please write it again."),
    )


def site_texts(_: Gettext) -> Mapping[str, str]:
    """The words of all other pages in one language, by name."""
    return {
        "product": _("Liaison"),
        "demo": _("Demo: nothing here is real"),
        "no_script": _("This page needs JavaScript. Please switch it on, or open the page in another browser."),
        "failed": _("No answer. Please check the connection and try again."),
        # Signing in
        "sign_in": _("Sign in"),
        "sign_in_lead": _("Open the sign-in link you were sent, or have a new one sent to your mailbox."),
        "mailbox": _("Your mailbox"),
        "mailbox_example": _("name@example.org"),
        "send_link": _("Send me a link"),
        "link_sent": _(
            "If this mailbox is known here, a sign-in link is on its way. It is good for 15 minutes and can be used once."
        ),
        "mailbox_wrong": _("This is not a mailbox. Please write it like name@example.org."),
        "continue": _("Go on in your chat"),
        "signin_title": _("Sign in to Liaison"),
        "signin_lead": _("Press the button to sign in on this device. The link can be used once."),
        "signin_button": _("Sign in"),
        "join_title": _("You are invited to Liaison"),
        "join_lead": _("Press the button to accept the invitation and open your chat on this device."),
        "join_button": _("Accept and open the chat"),
        "link_wrong": _("This link was used already, is too old, or is not complete. Please ask for a new one."),
        "link_missing": _("This link is not complete. Please open it again, or copy the whole of it."),
        "too_many": _("There were too many wrong tries from your network. Please wait an hour and try again."),
        "too_many_links": _("Too many links were asked for. Please look into the mailbox, or try again in an hour."),
        "working": _("One moment …"),
        # Mail
        "mailbox_title": _("Is this your mailbox?"),
        "mailbox_lead": _("Press the button to receive alerts in the mailbox this link was sent to."),
        "mailbox_button": _("Yes, send alerts here"),
        "mailbox_done": _("Thank you. Alerts that match your subscriptions now reach this mailbox."),
        "unsubscribe_title": _("Stop mail from Liaison?"),
        "unsubscribe_lead": _("Alerts will no longer be sent to this mailbox:"),
        "unsubscribe_button": _("Stop mail to this mailbox"),
        "unsubscribed_title": _("No more mail"),
        "unsubscribed_lead": _("Alerts are no longer sent to this mailbox. You can subscribe again in the chat."),
        # What went wrong
        "error_400_title": _("This address is not known here"),
        "error_400": _("Please open Liaison by the address you were given."),
        "error_401_title": _("You are not signed in here"),
        "error_401": _("This chat is not open in this browser, or you were signed out."),
        "error_403_title": _("This is not allowed"),
        "error_403": _("Please open the page again and repeat what you did there."),
        "error_404_title": _("There is nothing here"),
        "error_404": _("Please check the link, or go back to the chat."),
        "error_405_title": _("This is not allowed"),
        "error_405": _("Please open the page again and repeat what you did there."),
        "error_429_title": _("That was too fast"),
        "error_429": _("That was too much at once. Please wait a minute; nothing you wrote is lost."),
        "error_500_title": _("Something went wrong"),
        "error_500": _("It was noted. Please try again in a moment."),
        "try_again": _("Try again"),
        # The board
        "board": _("Board"),
        "board_made": _("As of {when}"),
        "board_back": _("Back to the chat"),
        "board_again": _("Read again"),
        "board_queue": _("Queue"),
        "board_queue_none": _("The queue is empty."),
        "board_age": _("Waits for"),
        "board_step": _("Until when"),
        "board_alerts": _("Alerts that hold"),
        "board_alerts_none": _("No alert of this office holds at the moment."),
        "board_weeks": _("Seizures reported, by week (12 weeks)"),
        "board_week": _("Week from"),
        "board_number": _("Seizures"),
        "board_goods": _("Seizures by goods (12 weeks)"),
        "board_goods_note": _("One with several kinds of goods counts for each of them."),
        "board_good": _("Goods"),
        "board_none": _("Nothing was reported in these weeks."),
        "board_ways": _("Routes (12 weeks)"),
        "board_map": _("Map of the routes. The same routes stand in the list beside it."),
        "board_map_note": _(
            "The thicker a line, the more seizures. A double ring: seized in this country. A grid line every {number} degrees."
        ),
        "board_way": _("Route"),
        "board_ways_none": _("No routes are known from these weeks."),
        "board_returned": _("Why reports were returned (90 days)"),
        "board_rejected": _("Why reports were rejected (90 days)"),
        "board_sent_back": _("Returned and rejected, by administration (90 days)"),
        "board_administration": _("Administration"),
        "board_reason": _("Reason"),
        "board_times": _("Times"),
        "board_reasons_none": _("None."),
        "board_bounded": _("There was more than is counted here: only the newest 500 reports are."),
        # The demo
        "demo_title": _("The Liaison demo"),
        "demo_lead": _(
            "See a seizure reported, reviewed and sent out as an alert, with invented people on this machine only."
        ),
        "demo_button": _("Open the demo"),
        "demo_wrong": _("This is not the link the demo has printed. Please open the whole of it."),
        "demo_tour": _("From the report to the alert, in two minutes"),
        "officer": _("Officer"),
        "officer_hint": _("1. Press “Report a seizure”."),
        "reviewer": _("Reviewer"),
        "reviewer_hint": _("2. Press Approve, Preview and Release."),
        "member": _("Member"),
        "member_hint": _("3. Read the alert, here and as mail."),
        "mail": _("Caught mail"),
        "mail_hint": _("Mail sent by the demo stays here."),
        "no_mail": _("No mail yet."),
        "mail_to": _("To"),
        "as_page": _("As a page"),
        "as_text": _("As text"),
        "mail_shown": _("The mail that was chosen"),
        "demo_lost": _("The demo has stopped. Start it again with: make demo"),
    }
