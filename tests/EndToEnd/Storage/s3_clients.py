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


def listed():
    from minio import Minio

    client = Minio(asked["endpoint"], access_key=asked["access_key"], secret_key=asked["secret_key"], region="us-east-1", secure=False)
    return [entry.object_name for entry in client.list_objects(asked["bucket"], prefix=asked["prefix"], recursive=True)]


json.dump({"put": put, "read_product": read_product, "own_table": own_table, "listed": listed}[asked["task"]](), sys.stdout)
