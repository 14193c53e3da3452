"""Reads a table's files with PyIceberg again and again, and again what failed, as a notebook does. The input names the catalog, the token, the table, the seconds, and the patience with a failure."""
import json
import secrets
import sys
import time

from pyiceberg.catalog import load_catalog

asked = json.load(sys.stdin)
seen = {"done": 0, "healed": {}, "unhealed": [], "traces": [], "lost": []}
last = 0


def read():
    global last
    trace = secrets.token_hex(16)
    catalog = load_catalog("mesh", type="rest", uri=asked["uri"], token=asked["token"], **{"header.traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"})
    rows = catalog.load_table(asked["table"]).scan().to_arrow().num_rows
    seen["traces"].append(trace)
    if rows < last:
        seen["lost"].append([last, rows])
    last = rows


end = time.monotonic() + asked["seconds"]
while time.monotonic() < end:
    failures = []
    began = time.monotonic()
    while True:
        try:
            read()
            for failure in failures:
                seen["healed"][failure] = seen["healed"].get(failure, 0) + 1
            break
        except Exception as failed:
            failures.append(f"{type(failed).__name__}: {str(failed)[:200]}")
            if time.monotonic() - began > asked["patience"]:
                seen["unhealed"].append(" | ".join(failures[-5:]))
                break
            time.sleep(0.25)
    seen["done"] += 1
    time.sleep(0.5)

json.dump(seen, sys.stdout)
