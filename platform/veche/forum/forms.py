"""What a person typed in the forum: a new thread, an experience in its four parts, a reply, an edit."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField, ValidationError

from veche.core.forms import AtMost, Form, Required, Storable, choice, line, nonce, text, text_language
from veche.core.forms import whole as number_in
from veche.core.languages import LANGUAGES, gettext, language, lazy_gettext, speaking
from veche.core.markup import LONGEST
from veche.core.policy import may
from veche.forum.rules import EXPERIENCE, LONGEST_PART, MOST_OTHER_AREAS, MOST_POSTS, SORTS, experience_text
from veche.plan.models import Feature

NOTHING_TYPED = lazy_gettext("Type the text first.")


def sorts_for(actor: Any) -> list[tuple[str, str]]:
    """The kinds of thread that the actor may open."""
    announces = may(actor, "thread.announce")
    return [(sort, gettext(name)) for sort, name in SORTS.items() if announces or sort != "announcement"]


class WithText:
    """A form whose text can be looked at before it is sent."""

    text: Any

    def is_text_ready(self) -> bool:
        return bool(self.text.validate(self))

    @property
    def whole_text(self) -> str:
        return str(self.text.data)


class ThreadForm(WithText, Form):
    sort = choice(lazy_gettext("Kind of discussion"), [], default="discussion")
    title = line(lazy_gettext("Title"), 150, required=lazy_gettext("Give the discussion a title."), shortest=5)
    area = SelectField(
        lazy_gettext("Action area"),
        validators=[Required(lazy_gettext("Choose the action area that the discussion is about."))],
        validate_choice=False,
    )
    others = SelectMultipleField(lazy_gettext("Other action areas"), validate_choice=False)
    text = text(lazy_gettext("Text"), LONGEST, required=NOTHING_TYPED)
    language = text_language()
    nonce = nonce()

    def __init__(self, features: Sequence[Feature], actor: Any, **values: Any) -> None:
        super().__init__(**values)
        self.features = features
        self.ids = {area.code: area.id for feature in features for area in feature.areas}
        self.sort.choices = sorts_for(actor)
        self.area.choices = [(code, code) for code in self.ids]

    def validate_area(self, field: Any) -> None:
        if field.data not in self.ids:
            raise ValidationError(gettext("Choose one of the options."))

    def validate_others(self, field: Any) -> None:
        if not set(field.data or []) <= set(self.ids):
            raise ValidationError(gettext("Choose one of the options."))
        if len(set(field.data or []) - {self.area.data}) > MOST_OTHER_AREAS:
            raise ValidationError(gettext("Choose at most five other action areas."))

    @property
    def service_values(self) -> dict[str, Any]:
        """The arguments of services.open_thread."""
        names = ("sort", "title", "language", "nonce")
        others = [self.ids[code] for code in self.others.data or []]
        return {name: self[name].data for name in names} | {
            "text": self.whole_text,
            "area_id": self.ids[self.area.data],
            "other_area_ids": others,
        }

    def carry_over(self, typed: Mapping[str, str]) -> None:
        """What was typed for an experience, when another kind is chosen after all."""
        told = [typed.get(name, "").strip() for name in EXPERIENCE]
        self.text.data = self.text.data or "\n\n".join(part for part in told if part)


def part(name: str) -> Any:
    """One of the four parts of an experience, under the heading that the text will have."""
    return text(lazy_gettext(EXPERIENCE[name]), LONGEST_PART, required=lazy_gettext("Tell this part too, if shortly."))


class ExperienceForm(ThreadForm):
    """An experience told in four parts, which become one text with four headings in its own language."""

    text = None
    situation = part("situation")
    done = part("done")
    outcome = part("outcome")
    reuse = part("reuse")

    @property
    def parts(self) -> list[Any]:
        return [self[name] for name in EXPERIENCE]

    def is_text_ready(self) -> bool:
        verdicts = [part.validate(self) for part in self.parts]  # each, so that each says what it lacks
        return all(verdicts)

    @property
    def whole_text(self) -> str:
        with speaking(self.language.data if self.language.data in LANGUAGES else language()):
            return experience_text([(gettext(EXPERIENCE[part.name]), part.data) for part in self.parts])

    def carry_over(self, typed: Mapping[str, str]) -> None:
        """What was typed as one text, when it is to be an experience after all."""
        if not any(part.data for part in self.parts):
            self.situation.data = typed.get("text", "").strip()


def of_sort(sort: str) -> type[ThreadForm]:
    """The form of a kind of thread."""
    return ExperienceForm if sort == "experience" else ThreadForm


class ReplyForm(WithText, Form):
    text = text(lazy_gettext("Text"), LONGEST, required=NOTHING_TYPED, render_kw={"data-focus": True})
    language = text_language()
    to = HiddenField(validators=[Storable(), AtMost(6)])
    nonce = nonce()


class EditForm(WithText, Form):
    text = text(lazy_gettext("Text"), LONGEST, required=NOTHING_TYPED)
    version = HiddenField(validators=[Storable(), AtMost(6)])


def whole(typed: str | None) -> int:
    """The number of a post in a field or an address; 0, which no post has, when it holds anything else."""
    return number_in(typed, len(str(MOST_POSTS)))
