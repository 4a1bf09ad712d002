"""Where the folders beside the package lie, in a checkout and in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[1]


def folder(name: str) -> Path:
    """The folder `name` (templates, static, migrations, translations) of this installation."""
    for root in (PACKAGE, CHECKOUT):
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"Veche is installed without its {name}/ folder")
