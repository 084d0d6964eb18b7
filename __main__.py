"""`python -m afterword` is `afterword`."""

from afterword.cli import run

run()
