"""Standard input is the location of a table's metadata. Reads its current state with PyIceberg and nothing else; the rows go to
standard output as JSON, one a line."""

import json
import sys

from pyiceberg.table import StaticTable

for row in StaticTable.from_metadata(sys.stdin.read()).scan().to_arrow().to_pylist():
    print(json.dumps(row, default=str))
