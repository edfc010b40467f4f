"""`make bench`: one line per work item, ours beside a floor or a peer. What the lines mean: docs/benchmarks.md."""
