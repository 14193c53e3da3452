"""Appends to one table with PyIceberg for some seconds, and writes the duration of each append, in seconds, as JSON to standard output."""
import json
import sys
import time
from decimal import Decimal

import pyarrow as pa
from pyiceberg.catalog import load_catalog
from pyiceberg.exceptions import CommitFailedException

task = json.load(sys.stdin)
catalog = load_catalog("mesh", type="rest", uri=task["uri"], warehouse="mesh", token=task["token"])
table = catalog.load_table((task["namespace"], task["table"]))
rows = pa.table({"id": list(range(5)), "status": ["paid"] * 5, "total": [Decimal("1.50")] * 5}, schema=table.schema().as_arrow())


def append():
    began = time.monotonic()
    while True:
        try:
            table.append(rows)
            return time.monotonic() - began
        except CommitFailedException:
            table.refresh()


append()
until = time.monotonic() + task["seconds"]
took = []
while time.monotonic() < until:
    took.append(append())
json.dump(took, sys.stdout)
