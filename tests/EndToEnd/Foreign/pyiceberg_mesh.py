"""Does one task with PyIceberg on the mesh: reads it as JSON from standard input, writes what it saw as JSON to standard output.

Rows come as the mesh writes them: JSON objects with decimals, times, dates and UUIDs as text.
"""
import datetime as dt
import decimal
import json
import sys
import uuid

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyiceberg.catalog import load_catalog
from pyiceberg.exceptions import ForbiddenError
from pyiceberg.expressions import EqualTo
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import (
    BooleanType, DateType, DecimalType, DoubleType, IntegerType, ListType, LongType, NestedField, StringType, StructType, TimestamptzType, UUIDType,
)

task = json.load(sys.stdin)
catalog = load_catalog("mesh", type="rest", uri=task["uri"], token=task["token"])


def plain(value):
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, bytes):
        return str(uuid.UUID(bytes=value))
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def rows(scan):
    return [plain(row) for row in scan.to_arrow().to_pylist()]


def refusal(what):
    try:
        what()
    except Exception as error:  # PyIceberg has a class for each status
        return f"{type(error).__name__}: {error}"
    return None


def has_uuid(field):
    # pyarrow 18 cannot make a table of such columns' bounds, which are UUIDs in a struct.
    kind = field.field_type
    return isinstance(kind, UUIDType) or isinstance(kind, ListType) and has_uuid(kind.element_field) or isinstance(kind, StructType) and any(map(has_uuid, kind.fields))


def read_product(name):
    space, product = name.split(".")
    listed = [table for _, table in catalog.list_tables(space)]
    seen = {"listed": f"{product}_v1" in listed}
    try:
        table = catalog.load_table(name)
    except ForbiddenError as error:
        return seen | {"refused": str(error)}
    snapshots = table.snapshots()
    current = table.current_snapshot()
    seen |= {"states": {str(snapshot.snapshot_id): rows(table.scan(snapshot_id=snapshot.snapshot_id)) for snapshot in {snapshots[0].snapshot_id: snapshots[0], current.snapshot_id: current}.values()}}
    seen["current"], seen["scanned"] = str(current.snapshot_id), table.scan().to_arrow().num_rows
    first = table.schema().fields[0].name
    seen["projected"] = table.scan(selected_fields=(first,), limit=1).to_arrow().column_names == [first]
    partitions = table.inspect.partitions().to_pylist()
    seen["inspected"] = {
        "snapshots": table.inspect.snapshots().num_rows == table.inspect.history().num_rows == len(snapshots),
        "main": "main" in table.inspect.refs()["name"].to_pylist(),
        "partitions": sum(partition["record_count"] - partition["position_delete_record_count"] for partition in partitions),
        "manifests": sum(table.inspect.manifests()["added_data_files_count"].to_pylist()) > 0,
        "metadata": table.inspect.metadata_log_entries()["latest_snapshot_id"].to_pylist()[-1] == current.snapshot_id,
    }
    if not any(map(has_uuid, table.schema().fields)):
        # A snapshot that replaced files also lists these, as deleted (status 2).
        entries = [status for status in table.inspect.entries()["status"].to_pylist() if status != 2]
        seen["inspected"]["files"] = table.inspect.files().num_rows == len(entries) >= table.inspect.data_files().num_rows
    return seen


def read_products():
    return {name: read_product(name) for name in task["products"]}


SCHEMA = Schema(
    NestedField(1, "id", LongType(), required=True),
    NestedField(2, "amount", DecimalType(10, 2)),
    NestedField(3, "at", TimestamptzType()),
    NestedField(4, "status", StringType()),
    NestedField(5, "ref", UUIDType()),
    NestedField(6, "day", DateType()),
    NestedField(7, "pieces", IntegerType()),
    NestedField(8, "ratio", DoubleType()),
    NestedField(9, "open", BooleanType()),
    NestedField(10, "words", ListType(12, StringType())),
    NestedField(11, "place", StructType(NestedField(13, "city", StringType()), NestedField(14, "lat", DoubleType()))),
    identifier_field_ids=[1],
)


def some(ids, names=None):
    at = dt.datetime(2026, 1, 1, 12, 30, 0, 123456, tzinfo=dt.timezone.utc)
    table = pa.Table.from_pylist(
        [
            {
                "id": i, "amount": decimal.Decimal(i) / 4 if i % 5 else None, "at": at + dt.timedelta(hours=i), "status": f"s{i % 2}", "ref": uuid.UUID(int=i).bytes,
                "day": (at + dt.timedelta(days=i)).date(), "pieces": i, "ratio": i / 8, "open": i % 3 == 0, "words": [f"käse {i}", "b"][: i % 3], "place": {"city": f"c{i}", "lat": i / 2} if i % 4 else None,
            }
            for i in ids
        ],
        schema=pa.schema([field.with_type(pa.binary(16)) if field.name == "ref" else field for field in SCHEMA.as_arrow()]),
    )
    return table.cast(pa.schema([table.schema.field(i).with_type(field.type).with_nullable(field.nullable) for i, field in enumerate(SCHEMA.as_arrow())])).rename_columns(names or table.column_names)


def own_table():
    """As an owner, on a table of its own: what it holds in the end, on main and under each name."""
    name = (task["namespace"], "by_pyiceberg")
    statuses = []
    catalog._session.hooks["response"].append(lambda answer, *_, **__: statuses.append(answer.status_code))
    table = catalog.create_table(name, SCHEMA, partition_spec=PartitionSpec(PartitionField(4, 1000, IdentityTransform(), "status")))
    table.append(some(range(1, 11)))
    table.append(some(range(11, 21)))
    with table.manage_snapshots() as change:
        change.create_tag(table.current_snapshot().snapshot_id, "twenty")
        change.create_branch(table.current_snapshot().snapshot_id, "trial")
    table.append(some([77]), branch="trial")
    table.delete("id <= 2")
    table.overwrite(some([3, 33]), overwrite_filter="id = 3")
    table.upsert(some([4, 44]))
    one, two = catalog.load_table(name), catalog.load_table(name)
    one.append(some([50]))
    two.append(some([51]))
    table = catalog.load_table(name)
    with table.update_schema() as change:
        change.add_column("note", StringType(), "a note")
        change.rename_column("status", "state")
        change.update_column("pieces", LongType())
        change.delete_column("ratio")
    names = ["state" if name == "status" else name for name in SCHEMA.column_names if "." not in name]
    table.append(some([60], names).drop_columns(["ratio"]).set_column(6, "pieces", pa.array([2**40])).append_column("note", pa.array(["new"])))
    parquet = f"{table.location()}/data/by-others.parquet".removeprefix("file://")
    plain_file = catalog.create_table((task["namespace"], "added_by_pyiceberg"), pa.schema([("id", pa.int64()), ("text", pa.string())]))
    pq.write_table(pa.table({"id": [5, 6], "text": ["a", None]}), parquet)
    plain_file.add_files([f"file://{parquet}"])
    outside = f"{task['outside']}/outside.parquet"
    pq.write_table(pa.table({"id": [7]}), outside)
    return {
        "columns": [field.name for field in table.schema().fields],
        "conflicts": statuses.count(409),
        "states": {"main": rows(table.scan()), "twenty": rows(table.scan().use_ref("twenty")), "trial": rows(table.scan().use_ref("trial"))},
        "added": rows(catalog.load_table((task["namespace"], "added_by_pyiceberg")).scan()),
        "outside": refusal(lambda: plain_file.add_files([f"file://{outside}"])),
        "listed": sorted(table for _, table in catalog.list_tables(task["namespace"])),
        "inspected": table.inspect.snapshots().num_rows == len(table.snapshots()) and table.inspect.partitions().num_rows >= 2,
    }


def branches():
    """As an owner of a product with a key: a branch with a good row and one with a bad one, and an attempt on main."""
    table = catalog.load_table(task["table"])
    row = table.scan(limit=1).to_arrow()

    def with_value(column, value):
        return row.set_column(row.column_names.index(column), row.schema.field(column), pa.array([value], row.schema.field(column).type))

    refused = refusal(lambda: table.append(row))
    before = table.current_snapshot().snapshot_id
    catalog.load_table(task["table"]).append(with_value(*task["good"]), branch=task["branches"][0])
    table = catalog.load_table(task["table"])
    with table.manage_snapshots() as change:
        change.create_branch(table.current_snapshot().snapshot_id, task["branches"][1])
        change.create_tag(table.current_snapshot().snapshot_id, task["branches"][2])
    table.append(with_value(*task["bad"]), branch=task["branches"][1])
    return {"row": rows(table.scan(limit=1))[0] if row.num_rows == 0 else plain(row.to_pylist()[0]), "refused": refused, "before": str(before)}


def overwritten():
    """As an owner of a product with a key: a branch on which one row of a value is overwritten and the others of it are written anew, and one that loses a row."""
    column, (other, value) = task["column"], task["over"]
    table = catalog.load_table(task["table"])
    standing = table.scan().to_arrow()
    most = max(pc.value_counts(standing[column].drop_null()).to_pylist(), key=lambda one: one["counts"])["values"]
    of_it = standing.filter(pc.equal(standing[column], most))
    before = table.current_snapshot().snapshot_id
    with table.manage_snapshots() as change:
        for branch in task["branches"]:
            change.create_branch(before, branch)
    place = of_it.column_names.index(other)
    changed = of_it.set_column(place, of_it.schema.field(other), pa.array([value, *of_it[other].to_pylist()[1:]], of_it.schema.field(other).type))
    table.overwrite(changed, overwrite_filter=EqualTo(column, most), branch=task["branches"][0])
    table.overwrite(of_it.slice(1), overwrite_filter=EqualTo(column, most), branch=task["branches"][1])
    return {"row": plain(of_it.slice(0, 1).to_pylist()[0]), "rows": of_it.num_rows}


def state():
    """The rows of a name of a table."""
    return {"rows": rows(catalog.load_table(task["table"]).scan().use_ref(task["ref"]))}


json.dump(globals()[task["task"]](), sys.stdout)
