"""Workbooks in and out.

In: `guard` looks at the zip, `reader` lets a limited child process read it, `columns` finds the header row.
Out: `writer` makes new workbooks, `marker` returns the clerk's own workbook with the findings in it.
Nothing here knows what a roster is, and no content of a workbook is read in the web or worker process itself.
"""
