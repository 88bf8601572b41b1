"""Reads every cell of a workbook's sheets in openpyxl's read-only mode."""

import sys

from openpyxl import load_workbook

book = load_workbook(sys.argv[1], read_only=True, data_only=True)
rows = cells = 0
for sheet in book.worksheets:
    for row in sheet.iter_rows(values_only=True):
        rows += 1
        cells += len(row)
print(f"{rows} rows, {cells} cells")
