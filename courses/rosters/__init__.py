"""The gate through which a roster in Excel enters: it reads and judges, and never writes to the database.

`check.check` gives every finding of the file at once, `marking.mark` returns the clerk's own file with the
findings in it, `template.roster_template` makes a blank one. Nothing is repaired: what a value was read as,
where it differs from what was typed, is told as a notice.
"""
