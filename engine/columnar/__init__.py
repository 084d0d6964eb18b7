"""Programs over the events of many logs at once, as polars columns: the verdicts of `engine.run`, set at a time."""
