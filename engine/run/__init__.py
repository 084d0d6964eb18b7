"""Programs and logs, to verdicts: two executors with one meaning."""
