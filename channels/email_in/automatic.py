"""Whether a program wrote a mail. Such mail is never answered (RFC 3834 2), so that two programs cannot keep each other
busy.
"""

from channels.email_in.headers import Mail, line_of

_PRECEDENCE = frozenset({"bulk", "list", "junk", "auto_reply"})

_PRESENT = ("List-Id", "X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond", "Feedback-ID")
"""Fields no person's mail program writes. Who asks for no automatic answer (X-Auto-Response-Suppress) gets none: an
answer of ours would be one.
"""


def is_automatic(mail: Mail, return_path: str | None) -> bool:
    """`return_path` is the sender of the envelope: "" for the null path of notifications, None where it is not known."""
    sent_by = line_of(mail, "Auto-Submitted").partition(";")[0].partition("(")[0].strip().lower()
    local = (return_path or "").partition("@")[0].lower()
    return (
        return_path == ""
        or local == "mailer-daemon"
        or sent_by not in {"", "no"}
        or line_of(mail, "Precedence").lower() in _PRECEDENCE
        or any(name in mail for name in _PRESENT)
        or mail.get_content_type() == "multipart/report"  # notifications, receipts, complaints (RFC 6522)
    )
