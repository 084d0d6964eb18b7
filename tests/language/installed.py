"""Distributions for the tests, as an installer leaves them behind: a package, and a folder that says what it brings."""

from __future__ import annotations

from pathlib import Path


def install(place: Path, distribution: str, points: str) -> None:
    """Leave the metadata of a distribution in a folder that Python searches; ``points`` are lines of `name = value`."""
    info = place / f"{distribution.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[afterword.packs]\n{points}\n", encoding="utf-8")


def write_files(folder: Path, **texts: str) -> Path:
    """Write files into a folder, each under its name and `.yaml`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
