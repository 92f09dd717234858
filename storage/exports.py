"""Everything that is kept about one person, for that person: as plain values, kind by kind. No token and no key; of other
people only the moves they made on this person's reports, without their names; and nothing of what was shown to the person,
which may be reports and alerts they are no longer cleared for.
"""

import json
from collections.abc import Mapping

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_MINE = "SELECT id FROM address WHERE person_id = :person"
_REPORTS = "SELECT id FROM report WHERE author_id = :person"

QUERIES: Mapping[str, str] = {
    "person": "SELECT public_id, name, language, zone, clearance, country, office, active, created FROM person WHERE id = :person",
    "roles": "SELECT kind, country, office, ends, created FROM role WHERE person_id = :person ORDER BY id",
    "admissions": "SELECT public_id, office, account, state, created, settled FROM admission WHERE person_id = :person ORDER BY id",
    "confirmations": "SELECT a.public_id AS admission, c.at FROM admission_confirmation c "
    "JOIN admission a ON a.id = c.admission_id WHERE c.person_id = :person ORDER BY c.at",
    "notices": "SELECT n.office, n.version, n.digest, n.texts, a.told, a.accepted FROM notice_acceptance a "
    "JOIN office_notice n ON n.id = a.office_notice_id WHERE a.person_id = :person ORDER BY n.id",
    "accounts": "SELECT public_id, channel, external_id, active, held_until, rank, created FROM address "
    "WHERE person_id = :person ORDER BY id",
    "sessions": f"SELECT public_id, browser, created, used, expires FROM session WHERE address_id IN ({_MINE}) ORDER BY id",
    "links": f"SELECT purpose, created, expires, used_at FROM link WHERE address_id IN ({_MINE}) ORDER BY id",
    "subscriptions": "SELECT s.public_id, s.lowest, s.chat, s.mail, s.active, s.created, "
    "(SELECT group_concat(t.term, ' ') FROM subscription_term t WHERE t.subscription_id = s.id) AS terms "
    "FROM subscription s WHERE s.person_id = :person ORDER BY s.id",
    "groups": "SELECT c.name, c.country, c.office FROM circle_member m JOIN circle c ON c.id = m.circle_id "
    f"WHERE m.address_id IN ({_MINE}) ORDER BY c.id",
    "reports": "SELECT number, country, office, status, revision, marking, precedence, submitted_at FROM report "
    "WHERE author_id = :person ORDER BY id",
    "report_revisions": "SELECT r.number, v.revision, v.facts, v.at, v.by = :person AS own FROM report_revision v "
    "JOIN report r ON r.id = v.report_id WHERE r.author_id = :person ORDER BY v.id",
    "corrections_made": "SELECT r.number, v.revision, v.at FROM report_revision v JOIN report r ON r.id = v.report_id "
    "WHERE v.by = :person AND r.author_id <> :person ORDER BY v.id",
    "moves_on_reports": f"SELECT r.number, d.move, d.reason, d.note, d.revision, d.at, d.by = :person AS own FROM decision d "
    f"JOIN report r ON r.id = d.report_id WHERE d.report_id IN ({_REPORTS}) ORDER BY d.id",
    "moves_made": "SELECT r.number, d.move, d.reason, d.note, d.revision, d.at FROM decision d JOIN report r ON r.id = d.report_id "
    "WHERE d.by = :person ORDER BY d.id",
    "reports_in_hand": "SELECT number FROM report WHERE taken_by = :person ORDER BY id",
    "alerts_approved": "SELECT a.number, v.revision, v.at FROM alert_revision v JOIN alert a ON a.id = v.alert_id "
    "WHERE v.approved_by = :person ORDER BY v.id",
    "drafts": "SELECT body, front, updated, due, told FROM progress WHERE person_id = :person AND dialog = 'report' ORDER BY id",
    "drafts_handed_over": "SELECT public_id, state, created, settled, giver_id = :person AS own FROM handover "
    "WHERE giver_id = :person OR taker_id = :person ORDER BY id",
    "said": "SELECT i.channel, i.at, i.content FROM inbox i JOIN address a ON a.channel = i.channel "
    "AND i.conversation IN (a.external_id, a.public_id) WHERE a.person_id = :person ORDER BY i.id",
    "pages": "SELECT w.at, w.text FROM web_entry w WHERE w.kind = 'said' AND w.inbox IN "
    "(SELECT public_id FROM address WHERE person_id = :person) ORDER BY w.id",
    "deliveries": "SELECT public_id, kind, subject, revision, channel, precedence, state, reason, created, settled FROM delivery "
    f"WHERE person_id = :person OR address_id IN ({_MINE}) ORDER BY id",
    "bounces": f"SELECT hard, at FROM bounce WHERE address_id IN ({_MINE}) ORDER BY id",
    "pictures": f"SELECT ref, digest, created FROM upload WHERE address_id IN ({_MINE}) ORDER BY created",
    "pictures_on_their_way": f"SELECT channel, state, why, created FROM fetch WHERE address_id IN ({_MINE}) ORDER BY id",
    "audit": "SELECT a.at, a.verb, a.subject, d.details FROM audit a LEFT JOIN audit_detail d ON d.audit_id = a.id "
    "WHERE a.who = :person ORDER BY a.id",
    "audit_about": "SELECT a.at, a.verb, a.subject FROM audit a WHERE a.subject = 'person ' || "
    "(SELECT public_id FROM person WHERE id = :person) ORDER BY a.id",
}
"""What is read, by the name it has in the export."""

_JSON = frozenset({"facts", "body", "content", "details", "texts"})


class Exports:
    """Reads only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, person: int) -> dict[str, list[dict[str, object]]]:
        """Everything about a person, by kind; what is kept as JSON comes as what it says."""
        connection = await self._session.connection()
        found: dict[str, list[dict[str, object]]] = {}
        for name, query in QUERIES.items():
            rows = (await connection.execute(text(query), {"person": person})).mappings()
            found[name] = [{key: _plain(key, value) for key, value in row.items()} for row in rows]
        return found


def _plain(key: str, value: object) -> object:
    return json.loads(value) if key in _JSON and isinstance(value, str) and value else value
