"""What a build adds to the Python files: compiled catalogues, and the folders that lie at the repository's top."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BESIDE_THE_PACKAGE = ("templates", "static", "migrations", "translations")


class VecheBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in sorted(Path(self.root, "translations").rglob("*.po")):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po, locale=source.parts[-3]))
        if version != "editable":  # an editable install reads the folders where they lie
            build_data["force_include"].update({name: f"veche/{name}" for name in BESIDE_THE_PACKAGE})
