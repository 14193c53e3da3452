"""Reads answers of the query proxy with pyarrow, as a notebook does, and writes what it saw as JSON."""
import http.client
import io
import json
import os
import sys
import traceback

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq


def ask(task):
    connection = http.client.HTTPConnection("localhost", task["port"])
    connection.request("POST", "/query", task["sql"].encode(), {"Authorization": f"Bearer {task['token']}", "Accept": task["accept"], "Content-Type": "text/plain"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {answer.read().decode()}")
    return answer


def described(table):
    table.validate(full=True)
    return {
        "id": None,
        "columns": [f"{field.name}: {field.type}" for field in table.schema],
        "rows": [[repr(value) for value in row.values()] for row in table.to_pylist()],
    }


def read(task):
    """The whole answer."""
    answer = ask(task)
    table = pa.ipc.open_stream(answer).read_all() if task["accept"].endswith("stream") else pq.read_table(io.BytesIO(answer.read()), use_threads=False)
    return described(table) | {"id": answer.getheader("X-Mesh-Query-Id"), "type": answer.getheader("Content-Type")}


def broken(task):
    """What is told of an answer that breaks off: by the transfer, and by the bytes alone."""
    answer = ask(task)
    try:
        answer.read()
        transfer, seen = None, b""
    except http.client.IncompleteRead as cut:
        transfer, seen = type(cut).__name__, cut.partial
    try:
        reader = pa.ipc.open_stream(io.BytesIO(seen)) if task["accept"].endswith("stream") else pq.ParquetFile(io.BytesIO(seen))
        rows = sum(batch.num_rows for batch in reader)
        alone = None
    except (pa.ArrowException, OSError) as unreadable:
        alone = type(unreadable).__name__
    return {"transfer": transfer, "alone": alone, "bytes": len(seen)}


for line in sys.stdin:
    task = json.loads(line)
    try:
        seen = {"read": read, "broken": broken}[task["task"]](task)
    except Exception:  # the next task is another test's
        seen = {"failed": traceback.format_exc()}
    print(json.dumps(seen), flush=True)
# Its threads may still run when the interpreter ends, which then aborts.
os._exit(0)
