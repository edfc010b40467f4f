"""Pages of classes, their papers, rosters, attendance, results and filings."""
