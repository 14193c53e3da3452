"""Does tasks with PyIceberg: each is a line of JSON of standard input, and what it saw a line of JSON of standard output."""
import datetime as dt
import decimal
import json
import sys
import traceback

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.catalog import load_catalog
from pyiceberg.exceptions import ForbiddenError, NoSuchTableError
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import DecimalType, LongType, NestedField, StringType, TimestamptzType

SCHEMA = Schema(
    NestedField(1, "id", LongType(), required=True),
    NestedField(2, "amount", DecimalType(10, 2)),
    NestedField(3, "at", TimestamptzType()),
    NestedField(4, "status", StringType()),
    identifier_field_ids=[1],
)


def rows(ids):
    at = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
    return pa.table(
        {"id": ids, "amount": [decimal.Decimal(i) for i in ids], "at": [at] * len(ids), "status": [f"s{i % 2}" for i in ids]},
        schema=SCHEMA.as_arrow(),
    )


def ids(table, **scan):
    return sorted(table.scan(**scan).to_arrow()["id"].to_pylist())


def own_table():
    seen = {"namespaces": [list(name) for name in catalog.list_namespaces()], "before": len(catalog.list_tables(space))}
    table = catalog.create_table((space, "events"), SCHEMA, properties={"owner": "me"})
    table.append(rows([1, 2, 3]))
    first = table.current_snapshot().snapshot_id
    table.append(rows([4, 5]))
    seen["appended"], seen["travelled"] = ids(table), ids(table, snapshot_id=first)
    table.delete("id = 1")
    seen["deleted"] = ids(table)
    table.overwrite(rows([2, 20]), overwrite_filter="id = 2")
    table.upsert(rows([3, 30]))
    seen["overwritten"] = ids(table)
    with table.update_schema() as change:
        change.add_column("note", StringType(), "a note")
    with table.update_schema() as change:
        change.rename_column("status", "state")
    seen["columns"] = [field.name for field in table.schema().fields]
    with table.manage_snapshots() as change:
        change.create_tag(first, "v1")
        change.create_branch(first, "trial")
    more = rows([77]).rename_columns(["id", "amount", "at", "state"])
    table.append(more, branch="trial")
    seen["tagged"] = table.scan().use_ref("v1").to_arrow().num_rows
    seen["branched"] = table.scan().use_ref("trial").to_arrow().num_rows
    seen["inspected"] = [
        table.inspect.history().num_rows, sorted(table.inspect.refs()["name"].to_pylist()),
        table.inspect.snapshots().num_rows == len(table.snapshots()), table.inspect.files().num_rows > 0,
    ]
    with table.transaction() as change:
        change.set_properties(x="y")
        change.remove_properties("owner")
    seen["properties"] = dict(table.properties)
    seen["listed"] = [list(name) for name in catalog.list_tables(space)]
    catalog.purge_table((space, "events"))
    seen["purged"] = not catalog.table_exists((space, "events"))
    return seen


def made_with_data():
    with catalog.create_table_transaction((space, "made"), schema=pa.schema([pa.field("id", pa.int64())])) as change:
        change.append(pa.table({"id": [1, 2]}))
    catalog.rename_table((space, "made"), (space, "renamed"))
    return {"rows": ids(catalog.load_table((space, "renamed"))), "old": catalog.table_exists((space, "made"))}


def partitioned():
    table = catalog.create_table((space, "parted"), SCHEMA, partition_spec=PartitionSpec(PartitionField(4, 1000, IdentityTransform(), "status")))
    table.append(rows([1, 2, 3]))
    with table.update_spec() as change:
        change.add_identity("id")
    table.append(rows([9]))
    return {"partitions": table.inspect.partitions().num_rows, "odd": ids(table, row_filter="status = 's1'"), "specs": sorted(table.specs())}


def added_files():
    table = catalog.create_table((space, "foreign"), schema=pa.schema([pa.field("id", pa.int64())]))
    inside, outside = f"{bucket}/by-others.parquet", task["outside"]
    for path in (inside, outside):
        pq.write_table(pa.table({"id": [5, 6]}), path)
    table.add_files([f"file://{inside}"])
    try:
        table.add_files([f"file://{outside}"])
        refused = None
    except Exception as error:  # PyIceberg has a class for each status
        refused = f"{type(error).__name__}: {error}"
    return {"rows": ids(catalog.load_table((space, "foreign"))), "refused": refused}


def two_writers():
    catalog.create_table((space, "shared"), SCHEMA)
    one, two = catalog.load_table((space, "shared")), catalog.load_table((space, "shared"))
    one.append(rows([1]))
    two.append(rows([2]))
    return {"rows": ids(catalog.load_table((space, "shared")))}


def product():
    """As the product's own service: makes the product's table and publishes two snapshots."""
    table = catalog.create_table((space, task["table"]), pa.schema([pa.field("order_id", pa.int64(), nullable=False), pa.field("city", pa.string())]))
    for number in (1, 2):
        table.append(pa.table({"order_id": [number], "city": [f"c{number}"]}, schema=table.schema().as_arrow()))
    return {"snapshots": [snapshot.snapshot_id for snapshot in table.snapshots()], "location": table.location()}


def read():
    """As anybody: loads a product by its plain name."""
    try:
        table = catalog.load_table((space, task["table"]))
    except ForbiddenError as error:
        return {"refused": str(error)}
    first = table.snapshots()[0].snapshot_id
    return {
        "rows": table.scan().to_arrow().num_rows, "travelled": table.scan(snapshot_id=first).to_arrow().num_rows,
        "filtered": table.scan(row_filter="order_id = 2").to_arrow()["city"].to_pylist(), "files": table.inspect.files().num_rows,
    }


def pruned():
    """As anybody: reads a product whose layout changed, and opens only the files that may have the rows."""
    table = catalog.load_table((space, task["table"]))
    wanted = table.scan(row_filter="placed_at >= '2026-03-01T00:00:00+00:00' and placed_at < '2026-04-01T00:00:00+00:00' and order_id = 5")
    return {
        "specs": [[f"{field.transform}" for field in spec.fields] for _, spec in sorted(table.specs().items())],
        "rows": sorted(table.scan().to_arrow()["order_id"].to_pylist()), "wanted": wanted.to_arrow()["order_id"].to_pylist(),
        "files": len(list(table.scan().plan_files())), "opened": len(list(wanted.plan_files())),
        "partitions": table.inspect.partitions().num_rows,
    }


def branch():
    """As the product's owner: main is closed, another branch is not."""
    table = catalog.load_table((space, task["table"]))
    more = pa.table({"order_id": [3], "city": ["c3"]}, schema=table.schema().as_arrow())
    try:
        table.append(more)
        refused = None
    except ForbiddenError as error:
        refused = str(error)
    table = catalog.load_table((space, task["table"]))
    with table.manage_snapshots() as change:
        change.create_branch(table.current_snapshot().snapshot_id, "audit")
    table.append(more, branch="audit")
    return {"refused": refused, "main": table.scan().to_arrow().num_rows, "audit": table.scan().use_ref("audit").to_arrow().num_rows}


for line in sys.stdin:
    task = json.loads(line)
    space, bucket = task["namespace"], task["bucket"]
    try:
        catalog = load_catalog("mesh", type="rest", uri=task["uri"], warehouse=task.get("warehouse", space), token=task["token"])
        seen = globals()[task["task"]]()
    except Exception:  # the next task is another test's
        seen = {"failed": traceback.format_exc()}
    print(json.dumps(seen), flush=True)
