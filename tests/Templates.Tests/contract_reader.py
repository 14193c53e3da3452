# Reads contracts by the Open Data Contract Standard, a text each in a JSON array on standard input, with datacontract-cli. Writes a line of JSON for each:
# the result of its lint, the findings, and the columns.
import json
import sys

from datacontract.data_contract import DataContract

for text in json.load(sys.stdin):
    contract = DataContract(data_contract_str=text)
    run = contract.lint()
    read = contract.get_data_contract()
    print(json.dumps({
        "result": run.result.value,
        "findings": [f"{check.name}: {check.reason}" for check in run.checks if check.result.value != "passed"],
        "columns": [column.name for table in read.schema_ for column in table.properties],
    }))
