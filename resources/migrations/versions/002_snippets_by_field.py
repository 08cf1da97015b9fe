"""The words around a number stand with the number, since a page can hold several.

Revision: 002, after 001. Nothing had filled the columns that go. They are dropped where they stand: to make the table
anew, as a batch does, would drop rows that others refer to.
"""

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"


def upgrade() -> None:
    """Move the two columns."""
    op.drop_column("watch", "snippet")
    op.drop_column("watch", "snippet_sha256")
    with op.batch_alter_table("watch_link") as table:
        table.add_column(sa.Column("snippet", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("snippet_sha256", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Move them back, empty."""
    with op.batch_alter_table("watch_link") as table:
        table.drop_column("snippet_sha256")
        table.drop_column("snippet")
    with op.batch_alter_table("watch") as table:
        table.add_column(sa.Column("snippet_sha256", sa.String(), nullable=True))
        table.add_column(sa.Column("snippet", sa.String(), nullable=False, server_default=""))
