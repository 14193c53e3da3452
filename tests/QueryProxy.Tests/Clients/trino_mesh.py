"""Does what Python's tools do with Trino's client and its SQLAlchemy dialect, and writes what it saw as JSON."""
import datetime
import decimal
import json
import os
import sys
import traceback
import uuid

# Where it is set it counts more than the certificate that a connection names.
os.environ.pop("REQUESTS_CA_BUNDLE", None)
os.environ.pop("CURL_CA_BUNDLE", None)

import sqlalchemy as sa
import trino


def connect(task, **more):
    return trino.dbapi.connect(
        host="localhost", port=task["port"], http_scheme="https", verify=task["certificate"], user="analyst",
        catalog="mesh", schema="orders", auth=trino.auth.JWTAuthentication(task["token"]), **more)


def bind(task):
    seen = {}
    for legacy in (False, True):
        cursor = connect(task, legacy_prepared_statements=legacy).cursor()
        cursor.execute("SELECT status, count(*) FROM orders WHERE status = ? AND total > ? GROUP BY 1", ("paid", decimal.Decimal("9.5")))
        first = cursor.fetchall()
        cursor.execute(
            "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?",
            (None, True, 7, 2 ** 40, 1.5, "it's", b"\x00\xaa", datetime.date(2026, 1, 31), datetime.datetime(2026, 1, 31, 12, 0, 0, 250000), uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), [1, 2, None]))
        values = [repr(value) for value in cursor.fetchall()[0]]
        cursor.execute("SELECT ? < TIMESTAMP '2026-01-31 12:00:01 UTC'", (datetime.datetime(2026, 1, 31, 13, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=1))),))
        instant = cursor.fetchall()
        try:
            cursor.execute("SELECT * FROM orders WHERE total = ?", ("x",))
            cursor.fetchall()
            error = None
        except trino.exceptions.TrinoUserError as refused:
            error = refused.error_name
        seen["legacy" if legacy else "immediate"] = {"rows": first, "values": values, "instant": instant, "error": error}
    return seen


def types(task):
    cursor = connect(task).cursor()
    seen = []
    for sql, values in (
            ("SELECT ? AS x", ({},)), ("SELECT ? AS x", ([],)), ("SELECT ? AS x", (None,)), ("SELECT ? AS x", ({"a": None},)),
            ("SELECT INTERVAL '1' DAY AS i, CAST('a' AS char(2)) AS c", ()), ("SELECT * FROM (SELECT NULL AS a, ARRAY[NULL] AS b)", ()),
            ("SELECT ? AS a, ? AS b", (1,)), ("SELECT true IS TRUE", ()), ("SELECT 1 AS a LIMIT 1 OFFSET 0", ())):
        try:
            cursor.execute(sql, values or None)
            rows = cursor.fetchall()
            seen.append([[column[0], column[1]] for column in cursor.description] + [repr(rows)])
        except trino.exceptions.TrinoUserError as refused:
            seen.append(refused.error_name)
    return seen


def read(task):
    cursor = connect(task).cursor()
    cursor.execute("SELECT range AS n, 'text ' || CAST(range AS varchar) AS t, lpad('', 100, 'y') AS y FROM range(60000)")
    count, total, wrong = 0, 0, 0
    for n, t, _ in cursor:
        wrong += n != count or t != f"text {n}"
        count, total = count + 1, total + n
    cursor.execute("SELECT 1 AS n, 'ä' AS t")
    few = cursor.fetchall()
    cursor.execute("SELECT 1 AS n WHERE false")
    none = cursor.fetchall()
    try:
        cursor.execute("SELECT CASE WHEN range < 45000 THEN range ELSE CAST('x' || CAST(range AS varchar) AS bigint) END AS n, lpad('', 100, 'y') AS y FROM range(60000)")
        failing = len(cursor.fetchall())
    except trino.exceptions.TrinoUserError as failed:
        failing = failed.error_name
    return {"read": [count, total, wrong], "few": few, "none": none, "failing": failing}


def reflect(task):
    engine = sa.create_engine(
        f"trino://analyst@localhost:{task['port']}/mesh/orders",
        connect_args={"http_scheme": "https", "verify": task["certificate"], "auth": trino.auth.JWTAuthentication(task["token"])})
    inspector = sa.inspect(engine)
    orders = sa.Table("orders", sa.MetaData(), autoload_with=engine)
    with engine.connect() as connection:
        counted = connection.execute(sa.select(sa.func.count()).select_from(orders).where(orders.c.status == "paid")).scalar()
        text = connection.execute(sa.text("SELECT 1 WHERE 1 = :a"), {"a": 1}).fetchall()
    return {
        "schemas": inspector.get_schema_names(),
        "tables": inspector.get_table_names("orders"),
        "views": inspector.get_view_names("orders"),
        "columns": [[column["name"], str(column["type"]), column["nullable"]] for column in inspector.get_columns("orders", "orders")],
        "comment": inspector.get_table_comment("orders", "orders"),
        "indexes": inspector.get_indexes("orders", "orders"),
        "key": inspector.get_pk_constraint("orders", "orders"),
        "has": [inspector.has_table("orders", "orders"), inspector.has_table("vault", "hidden")],
        "counted": counted,
        "text": [list(row) for row in text],
    }


for line in sys.stdin:
    task = json.loads(line)
    try:
        seen = {"bind": bind, "read": read, "reflect": reflect, "types": types}[task["task"]](task)
    except Exception:  # the next task is another test's
        seen = {"failed": traceback.format_exc()}
    print(json.dumps(seen), flush=True)
