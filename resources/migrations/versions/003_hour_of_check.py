"""A check tells its hour too, so that what visitors say later on the same day is not taken for answered.

Revision: 003, after 002. Earlier checks count from the beginning of their day.
"""

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("check_record") as table:
        table.add_column(sa.Column("hour", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("check_record") as table:
        table.drop_column("hour")
