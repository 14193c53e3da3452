"""Clients that nobody here wrote, on a mesh in an S3 store. The input's "task" says what is done; what was seen is the output, as JSON."""
import json
import sys

asked = json.load(sys.stdin)


def put():
    """What the store answers to each attempt to put an object: "put", or the code of its refusal."""
    from io import BytesIO

    from minio import Minio
    from minio.error import S3Error

    client = Minio(asked["endpoint"], access_key=asked["access_key"], secret_key=asked["secret_key"], region="us-east-1", secure=False)
    answers = []
    for bucket, key in asked["objects"]:
        try:
            client.put_object(bucket, key, BytesIO(b"x"), 1)
            answers.append("put")
        except S3Error as refused:
            answers.append(refused.code)
    return answers


def catalog():
    from pyiceberg.catalog import load_catalog

    return load_catalog("mesh", type="rest", uri=asked["uri"], token=asked["token"])


def refusal(act):
    try:
        act()
        return "done"
    except Exception as refused:
        return "ACCESS_DENIED" if "ACCESS_DENIED" in str(refused) else type(refused).__name__


def write(table, location):
    with table.io.new_output(location).create() as file:
        file.write(b"x")


def read_product():
    """Loads a product's table with what the catalog vends, and tries what it must not let."""
    table = catalog().load_table(asked["table"])
    return {
        "rows": table.scan().to_arrow().num_rows,
        "write": refusal(lambda: write(table, table.location() + "/data/evil.parquet")),
        "elsewhere": refusal(lambda: table.io.new_input(asked["elsewhere"]).open().read()),
        "masked": refusal(lambda: catalog().load_table(asked["masked"])),
    }


def load_granted():
    """Loads a product's table as a reader who may read it by a grant, or could: what the catalog answers, in its words."""
    try:
        table = catalog().load_table(asked["table"])
        return {"loaded": table.scan(limit=1).to_arrow().num_rows}
    except Exception as refused:
        return {"refused": type(refused).__name__, "message": str(refused)}


def own_table():
    """Makes a table, writes and purges it, as one of its domain."""
    import pyarrow

    rows = pyarrow.table({"id": pyarrow.array([1, 2, 3], pyarrow.int64())})
    made = catalog().create_table(asked["table"], schema=rows.schema)
    made.append(rows)
    product = catalog().load_table(asked["product"])
    seen = {
        "rows": catalog().load_table(asked["table"]).scan().to_arrow().num_rows,
        "location": made.location(),
        "metadata": refusal(lambda: write(made, made.location() + "/metadata/99999-evil.metadata.json")),
        "product": refusal(lambda: write(product, product.location() + "/data/evil.parquet")),
    }
    catalog().purge_table(asked["table"])
    return seen


def branch():
    """As an owner: writes a branch of a product with one row changed, and tries what credentials for that must not let."""
    import pyarrow

    table = catalog().load_table(asked["table"])
    row = table.scan(limit=1).to_arrow()
    column = row.column_names.index(asked["column"])
    standing = next(iter(table.scan().plan_files())).file.file_path
    table.append(row.set_column(column, row.schema.field(column), pyarrow.array([asked["value"]], row.schema.field(column).type)), branch=asked["branch"])
    files = [task.file.file_path for task in table.scan().use_ref(asked["branch"]).plan_files()]
    added = [file for file in files if file.startswith(table.location() + "/branches/data/")]

    def overwrite(location):
        with table.io.new_output(location).create(overwrite=True) as file:
            file.write(b"x")

    return {
        "row": {name: str(value[0].as_py()) for name, value in zip(row.column_names, row.columns)},
        "added": len(added),
        "refused": {
            "beside": refusal(lambda: write(table, table.location() + "/data/evil.parquet")),
            "over": refusal(lambda: overwrite(standing)),
            "manifest": refusal(lambda: write(table, table.location() + "/metadata/evil-m0.avro")),
            "metadata": refusal(lambda: write(table, table.location() + "/metadata/99999-evil.metadata.json")),
            "delete": refusal(lambda: table.io.delete(standing)),
            "delete_own": refusal(lambda: table.io.delete(added[0])),
            "elsewhere": refusal(lambda: write(table, table.location() + "_else/branches/x.parquet")),
        },
    }


def upsert():
    """As an owner: upserts a branch of a product: a row with a column changed, one with a new key, and one as it is."""
    import pyarrow

    table = catalog().load_table(asked["table"])
    rows = table.scan().to_arrow().slice(0, 2).to_pylist()
    changed = [{**rows[0], **asked["changed"]}, {**rows[0], asked["key"]: type(rows[0][asked["key"]]).fromisoformat(asked["new"])}, rows[1]]
    schema = table.schema().as_arrow()
    with table.manage_snapshots() as change:
        change.create_branch(table.current_snapshot().snapshot_id, asked["branch"])
    done = table.upsert(pyarrow.Table.from_pylist(changed, schema=schema), branch=asked["branch"])
    operations = [snapshot.summary.operation.value for snapshot in table.snapshots()]
    return {"row": str(rows[0][asked["key"]]), "updated": done.rows_updated, "inserted": done.rows_inserted, "operations": operations}


def listed():
    from minio import Minio

    client = Minio(asked["endpoint"], access_key=asked["access_key"], secret_key=asked["secret_key"], region="us-east-1", secure=False)
    return [entry.object_name for entry in client.list_objects(asked["bucket"], prefix=asked["prefix"], recursive=True)]


json.dump({"put": put, "read_product": read_product, "load_granted": load_granted, "own_table": own_table, "branch": branch, "upsert": upsert, "listed": listed}[asked["task"]](), sys.stdout)
