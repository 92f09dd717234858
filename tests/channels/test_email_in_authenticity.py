"""Whom the organisation's own mail server vouches for, by its Authentication-Results."""

import pytest

from channels.email_in.authenticity import is_proven
from channels.email_in.read import parse

RELAY = "mx.liaison.example"


def proven(*headers: str, domain: str = "customs.example", relay: str = RELAY) -> bool:
    lines = "".join(f"{header}\r\n" for header in headers)
    return is_proven(parse(f"{lines}From: ann@{domain}\r\n\r\nx".encode()), domain, relay=relay)


def results(said: str, *, relay: str = RELAY) -> str:
    return f"Authentication-Results: {relay}; {said}"


@pytest.mark.parametrize(
    "said",
    [
        "dkim=pass header.d=customs.example",
        "dkim=pass (2048-bit key) header.d=customs.example header.i=@customs.example header.b=abc",
        "dkim=pass header.i=@customs.example",
        'dkim=pass reason="good; really" header.d=customs.example',
        "DKIM=Pass header.d=CUSTOMS.example",
        "dkim/1=pass header.d=customs.example",
        "spf=pass smtp.mailfrom=ann@customs.example",
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=customs.example",
        "dmarc=pass (p=reject dis=none) header.from=customs.example",
        "spf=fail smtp.mailfrom=x@customs.example;\r\n dkim=fail header.d=customs.example;\r\n\tdmarc=pass header.from=customs.example",
        "dkim=fail header.d=customs.example; dkim=pass header.d=customs.example",
    ],
)
def test_a_sender_the_relay_vouches_for_is_proven(said: str) -> None:
    assert proven(results(said))


def test_a_domain_above_vouches_for_one_below() -> None:
    assert proven(results("dkim=pass header.d=customs.example"), domain="nairobi.customs.example")


@pytest.mark.parametrize(
    "said",
    [
        *("none", "dkim=none", "dkim=fail header.d=customs.example", "dkim=pass", "spf=pass", "dmarc=pass"),
        *("dkim=pass header.d=evil.example", "spf=pass smtp.mailfrom=eve@evil.example"),
        *("dkim=pass header.d=evil-customs.example", "dkim=pass header.d=example", "dkim=pass header.d="),
        *("dmarc=pass header.from=evil.example", "dmarc=fail header.from=customs.example"),
        "dkim=pass header.d=evil.example (header.d=customs.example)",
        'dkim=pass reason="header.d=customs.example" header.d=evil.example',
        'spf=pass smtp.mailfrom="x smtp.mailfrom=customs.example"@evil.example',
        'spf=pass smtp.mailfrom="x; dkim=pass header.d=customs.example"@evil.example',
        "spf=pass smtp.helo=customs.example",
        "x-dkim=pass header.d=customs.example",
        "iprev=pass header.d=customs.example",
        "(dkim=pass header.d=customs.example)",
        "dkim=softpass header.d=customs.example",
    ],
)
def test_what_vouches_for_somebody_else_or_nobody_proves_nothing(said: str) -> None:
    assert not proven(results(said))


def test_a_domain_below_does_not_vouch_for_the_one_above() -> None:
    assert not proven(results("dkim=pass header.d=evil.gov.example"), domain="gov.example")


@pytest.mark.parametrize(
    "relay", ["evil.example", "mx.liaison.example.evil.example", "x.mx.liaison.example", '"mx"', ""]
)
def test_another_relay_proves_nothing(relay: str) -> None:
    assert not proven(results("dkim=pass header.d=customs.example", relay=relay))


def test_of_two_fields_of_the_relay_only_the_upper_counts() -> None:
    """The lower one may have come with the mail."""
    good, bad = results("dkim=pass header.d=customs.example"), results("dkim=fail header.d=customs.example")
    assert proven(good, bad)
    assert not proven(bad, good)
    assert not proven(results("none"), "Received: from evil.example", good)


def test_a_field_of_a_later_server_above_it_is_passed_over() -> None:
    other = results("none", relay="store.liaison.example")
    assert proven(other, results("dkim=pass header.d=customs.example"))


def test_with_no_relay_trusted_nobody_is_proven() -> None:
    for relay in ("", "none"):
        assert not proven(results("dkim=pass header.d=customs.example"), relay=relay)
    assert not proven(results("dkim=pass header.d=customs.example", relay=""), relay="")


def test_another_version_of_the_field_proves_nothing() -> None:
    assert proven(f"Authentication-Results: {RELAY} 1; dkim=pass header.d=customs.example")
    assert not proven(f"Authentication-Results: {RELAY} 2; dkim=pass header.d=customs.example")
