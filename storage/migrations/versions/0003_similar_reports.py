"""What reports are found by when another one is like them; those that are there already are found too."""

import json

import sqlalchemy as sa
from alembic import op

from alerts.seizure_json import from_json
from alerts.similar import terms_of

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PRESENT = sa.text(
    "SELECT r.id, v.facts FROM report r JOIN report_revision v ON v.report_id = r.id AND v.revision = r.revision"
)


def upgrade() -> None:
    op.create_table(
        "report_term",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"]),
        sa.PrimaryKeyConstraint("report_id", "term"),
    )
    op.create_index(op.f("ix_report_term_term"), "report_term", ["term"], unique=False)
    connection = op.get_bind()
    for report, facts in connection.execute(_PRESENT).all():
        seizure = from_json(json.loads(facts) if isinstance(facts, str) else facts)
        rows = [{"report": report, "term": term} for term in sorted(terms_of(seizure))]
        if rows:
            connection.execute(sa.text("INSERT INTO report_term (report_id, term) VALUES (:report, :term)"), rows)
