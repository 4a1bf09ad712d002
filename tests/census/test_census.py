"""What must hold of every route, template, catalogue and file, counted and not sampled."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from veche.core import policy, settings
from veche.resources import folder

pytestmark = pytest.mark.sqlite_alone

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(path.relative_to(folder("templates")).as_posix() for path in folder("templates").rglob("*.*"))


def test_platform_is_no_package() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()


def test_every_route_stands_under_an_act_of_the_policy(app: Flask) -> None:
    open_to_all = {"healthz", "root"}
    without = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in open_to_all
        and getattr(app.view_functions[rule.endpoint], "policy_act", None) not in policy.acts
    ]
    assert without == []


def test_only_get_and_post_are_used(app: Flask) -> None:
    used = set().union(*(rule.methods or set() for rule in app.url_map.iter_rules()))
    assert used <= {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)


class Twins(HTMLParser):
    """Collects elements with hx-get or hx-post that have no plain twin."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str | None]] = []
        self.orphans: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(given)
        own = tag == "button" and given.get("formmethod") == "post" and bool(given.get("formaction"))
        asks = own and bool(self.forms and given.get("name"))  # what is typed is sent along and comes back on the page
        if "hx-get" in given and not asks and not (tag == "a" and given.get("href")) and not self.twin(tag, "get"):
            self.orphans.append(f"{tag} hx-get={given['hx-get']}")
        if "hx-post" in given and not own and not self.twin(tag, "post"):
            self.orphans.append(f"{tag} hx-post={given['hx-post']}")

    def twin(self, tag: str, method: str) -> bool:
        form = self.forms[-1] if self.forms and tag in {"form", "button", "input", "select", "textarea"} else {}
        return (form.get("method") or "get").lower() == method and bool(form.get("action"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.forms:
            self.forms.pop()


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.endswith(".html")])
def test_every_hx_element_has_a_plain_twin(name: str) -> None:
    reader = Twins()
    reader.feed((folder("templates") / name).read_text("utf-8"))
    assert reader.orphans == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.endswith(".html")])
def test_no_template_carries_inline_style_or_script(name: str) -> None:
    source = (folder("templates") / name).read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", source)


@pytest.mark.parametrize(
    "name", [name for name in TEMPLATES if Path(name).name.startswith("_") and name.endswith(".html")]
)
def test_every_part_occurs_in_a_page_or_is_asked_for(name: str) -> None:
    others = [
        path for path in folder("templates").rglob("*.html") if path.relative_to(folder("templates")).as_posix() != name
    ]
    code = list((ROOT / "platform").rglob("*.py"))
    assert any(name in path.read_text("utf-8") for path in [*others, *code])


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_every_catalogue_is_complete(language: str) -> None:
    with (folder("translations") / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    open_ends = []
    for message in catalogue:
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(words)):
            open_ends.append(message.id)
    assert len(catalogue) > 300
    assert open_ends == []


def test_every_russian_text_addresses_a_person_politely() -> None:
    with (folder("translations") / "ru" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="ru")
    rude = []
    for message in catalogue:
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        rude += [text for text in words if message.id and re.search(r"\b(вы|вас|вам|вами|ваш\w*)\b", text)]
    assert rude == []


@pytest.mark.parametrize(("language", "forms"), [("ru", 3), ("be", 3), ("en", 2)])
def test_every_catalogue_has_its_head_without_which_it_is_not_compiled(language: str, forms: int) -> None:
    text = (folder("translations") / language / "LC_MESSAGES" / "messages.po").read_text("utf-8")
    head = text.partition("\n\n")[0]
    assert f"Language: {language}" in head
    assert f"nplurals={forms};" in head
    assert "fuzzy" not in head


@pytest.mark.parametrize("language", ["ru", "be"])
def test_translations_keep_their_placeholders(language: str) -> None:
    with (folder("translations") / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        known = set(re.findall(r"%\((\w+)\)", " ".join(ids)))
        if any(set(re.findall(r"%\((\w+)\)", text)) - known for text in words):
            wrong.append(ids[0])
        if not isinstance(message.id, tuple | list) and set(re.findall(r"%\((\w+)\)", words[0])) != known:
            wrong.append(ids[0])
    assert wrong == []


def test_no_text_hides_in_an_f_string() -> None:
    """There the extraction does not look, so that the text stays English in every language."""
    marks = {"_", "_l", "N_", "gettext", "ngettext", "lazy_gettext"}
    for file in (ROOT / "platform").rglob("*.py"):
        for joined in ast.walk(ast.parse(file.read_text("utf-8"))):
            inside = ast.walk(joined) if isinstance(joined, ast.JoinedStr) else ()
            calls = [one for one in inside if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
            hidden = [one for one in calls if one.func.id in marks and isinstance(one.args[0], ast.Constant)]
            assert not hidden, f"{file.name}:{joined.lineno}"


def test_every_text_of_the_code_is_in_the_catalogues(tmp_path: Path) -> None:
    from babel.messages.extract import extract_from_dir

    methods = [("platform/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
    keywords = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "N_": None, "ngettext": (1, 2)}
    found = set()
    for _file, _line, text, _comments, _context in extract_from_dir(ROOT, methods, keywords=keywords):
        found.add(text[0] if isinstance(text, tuple) else text)
    with (folder("translations") / "ru" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        known = {m.id[0] if isinstance(m.id, tuple | list) else m.id for m in read_po(file, locale="ru")}
    assert len(found) > 300
    assert sorted(found - known) == []


def test_every_setting_is_documented(app: Flask) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    missing = [name for name in settings.declared if f"`VECHE_{name}`" not in text]
    assert missing == []


def test_no_documented_setting_is_unknown(app: Flask) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert set(re.findall(r"`VECHE_(\w+)`", text)) <= set(settings.declared)


FORBIDDEN = {
    "ru": ["жалоб", "общественное обсуждение", "общественного обсуждения"],
    "be": ["скарг", "грамадскае абмеркаванне", "грамадскага абмеркавання"],
}


@pytest.mark.parametrize("language", FORBIDDEN)
def test_terms_of_the_law_are_not_used_for_other_things(language: str) -> None:
    text = (folder("translations") / language / "LC_MESSAGES" / "messages.po").read_text("utf-8").lower()
    assert [word for word in FORBIDDEN[language] if word in text] == []
