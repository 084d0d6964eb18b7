"""The commands, one a file: arguments, files, the clock, exit codes. What they do stands in the engine and the renderers."""
