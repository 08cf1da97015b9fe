"""How Alembic finds the desk's database: on the connection that `resources.desk.schema` hands over."""

from alembic import context

from resources.desk import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.Table.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
