"""The SQL of Audience and Subscription (docs/glossary.md), written once: used to choose recipients at approval and to check
each of them again when its turn comes. `p` is a person, `c` a Group, `a` an address, `:alert`, `:rank`, `:pressing`,
`:exercise` and `:mail_channels` are bound.
"""

_SUBSCRIBED = """
EXISTS (
    SELECT 1 FROM subscription s
    WHERE s.{owner} AND s.active AND s.lowest <= al.precedence AND s.exercise = al.exercise
      AND (CASE WHEN a.channel IN :mail_channels THEN s.mail ELSE s.chat END)
      AND EXISTS (
          SELECT 1 FROM subscription_term t JOIN alert_scope x ON x.alert_id = al.id AND x.term = t.term
          WHERE t.subscription_id = s.id AND t.term NOT LIKE 'goods:%')
      AND EXISTS (
          SELECT 1 FROM subscription_term t JOIN alert_scope x ON x.alert_id = al.id AND x.term = t.term
          WHERE t.subscription_id = s.id AND t.term LIKE 'goods:%')
)
"""

PERSON_IN_AUDIENCE = """
EXISTS (
    SELECT 1 FROM alert_scope x WHERE x.alert_id = al.id AND x.term IN (
        'audience:' || p.country, CASE WHEN p.country IS NULL THEN 'audience-office:' || p.office END,
        'audience-person:' || p.id)
)
"""
"""Somebody of a country is in the audience by that country only, whatever office is named beside it."""

GROUP_IN_AUDIENCE = """
EXISTS (
    SELECT 1 FROM alert_scope x WHERE x.alert_id = al.id AND x.term IN (
        'audience:' || c.country, CASE WHEN c.country IS NULL THEN 'audience-office:' || c.office END)
)
"""

PERSON_SUBSCRIBED = f"""
({_SUBSCRIBED.format(owner="person_id = p.id")}
 OR (al.precedence >= 2 AND a.channel NOT IN :mail_channels AND EXISTS (
    SELECT 1 FROM role r JOIN alert_scope x ON x.alert_id = al.id AND x.term = 'audience:' || r.country
    WHERE r.person_id = p.id AND r.kind = 'contact_point')))
"""
"""Contact points of audience countries get immediate (2) and flash (3) without subscribing, in chat: mail comes only to
who asked for it, so that the link in a mail that stops them keeps its word.
"""

GROUP_SUBSCRIBED = _SUBSCRIBED.format(owner="group_id = c.id")

AMBER_RANK = 2
PERSON_CLEARED = f"(al.marking < {AMBER_RANK} OR p.clearance >= al.marking)"
GROUP_CEILING = "c.ceiling >= al.marking"

GROUP_CLEARED = """
(c.complete AND c.others = 0 AND c.asked_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM circle_member m JOIN address ma ON ma.id = m.address_id LEFT JOIN person mp ON mp.id = ma.person_id
    WHERE m.circle_id = c.id AND (mp.id IS NULL OR NOT mp.active OR mp.clearance < al.marking)))
"""
"""Everybody in the Group is known and cleared for the alert's marking, and nobody else is there."""

FIRST_CHOICE = """
(a.channel IN :mail_channels OR NOT EXISTS (
    SELECT 1 FROM address b WHERE b.person_id = p.id AND b.active AND b.channel IN :channels
      AND b.channel NOT IN :mail_channels AND (b.rank < a.rank OR (b.rank = a.rank AND b.id < a.id))))
"""
"""Of a person's chats the one they chose; the next one where that fails (storage/falling_back.py)."""
