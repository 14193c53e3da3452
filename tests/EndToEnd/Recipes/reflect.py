"""Does what tools of SQLAlchemy do on their own, with an address and parameters from standard input, and writes what it saw as JSON."""
import json
import os
import sys

# Where it is set it counts more than the certificate that the parameters name.
os.environ.pop("REQUESTS_CA_BUNDLE", None)
os.environ.pop("CURL_CA_BUNDLE", None)

import sqlalchemy as sa

task = json.load(sys.stdin)
engine = sa.create_engine(task["address"], **task["parameters"])
inspector = sa.inspect(engine)
failed = []


def every_table():
    """All that reflection asks of every product."""
    for schema in set(inspector.get_schema_names()) - {"information_schema"}:
        for table in [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]:
            try:
                sa.Table(table, sa.MetaData(), schema=schema, autoload_with=engine)
                inspector.get_table_comment(table, schema)
                inspector.get_indexes(table, schema)
                inspector.get_unique_constraints(table, schema)
            except Exception as error:
                failed.append(f"{schema}.{table}: {error}")


every_table()
with engine.connect() as connection:
    # Superset pages through what a user wrote.
    rows = connection.execute(sa.text("SELECT * FROM (SELECT * FROM orders) AS inner_qry LIMIT 10")).fetchall()
    version = engine.dialect.server_version_info
    catalogs = engine.dialect.get_catalog_names(connection)
    has_schema = [engine.dialect.has_schema(connection, name) for name in ("payments", "nowhere")]

json.dump({
    "catalogs": catalogs,
    "schemas": inspector.get_schema_names(),
    "tables": inspector.get_table_names(),
    "views": inspector.get_view_names(),
    "columns": [[column["name"], str(column["type"]), column["nullable"], column["comment"]] for column in inspector.get_columns("orders")],
    "comment": inspector.get_table_comment("orders"),
    "indexes": inspector.get_indexes("orders"),
    "key": inspector.get_pk_constraint("orders")["constrained_columns"],
    "foreign": inspector.get_foreign_keys("orders"),
    "unique": inspector.get_unique_constraints("orders"),
    "checks": inspector.get_check_constraints("orders"),
    "sequences": inspector.get_sequence_names(),
    "temporary": inspector.get_temp_table_names() + inspector.get_temp_view_names(),
    "has": [inspector.has_table("orders"), inspector.has_table("nothing"), *has_schema],
    "version": list(version or ()),
    "rows": len(rows),
    "failed": failed,
}, sys.stdout)
