"""Writes a paper given as Markdown (headings, paragraphs, pipe tables) with python-docx."""

import re
import sys

from docx import Document

source, target = sys.argv[1:]
paper = Document()
table = []


def cells(line):
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def put_table():
    rows = [row for row in table if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    table.clear()
    if not rows:
        return
    made = paper.add_table(rows=len(rows), cols=max(map(len, rows)))
    made.style = "Table Grid"
    for row, line in zip(made.rows, rows):
        for cell, text in zip(row.cells, line):
            cell.text = text


for line in open(source, encoding="utf-8"):
    line = line.rstrip("\n")
    if line.startswith("|"):
        table.append(cells(line))
        continue
    put_table()
    heading = re.match(r"(#+) (.*)", line)
    if heading:
        paper.add_heading(heading[2], level=min(len(heading[1]), 9))
    elif line.strip():
        paper.add_paragraph(line)
put_table()
paper.save(target)
print(f"{len(paper.tables)} tables, {sum(len(t.rows) for t in paper.tables)} rows")
