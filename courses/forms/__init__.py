"""What is typed about classes, rosters and filings."""
