"""The engine: source text in, diagnostics or verdicts out. It knows no domain; packs bring the words."""
