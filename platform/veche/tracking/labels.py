"""How statuses and sources are called and drawn, the same everywhere."""

from dataclasses import dataclass

from veche.core.policy import N_


@dataclass(frozen=True)
class Label:
    """`tone` is the class of the label, `form` its symbol, `mark` the class in a row of forms, `words` a msgid."""

    tone: str
    form: str
    mark: str
    words: str


STATUS = {
    "planned": Label("off", "m-none", "o2", N_("Not started")),
    "in_progress": Label("wait", "j-5", "b", N_("In progress")),
    "paused": Label("", "m-stop", "", N_("Paused")),
    "completed": Label("done", "j-6", "k", N_("Done")),
    "cancelled": Label("off", "m-abstain", "o2", N_("Dropped")),
}
SOURCE = {
    "official": N_("figures of the city authorities"),
    "survey": N_("a survey of residents"),
    "expert": N_("a review by experts"),
}
# How a milestone does: `mark` is the class of its form on the line.
MILESTONE = {
    "done": Label("done", "m-done", "k-done", N_("Done")),
    "late": Label("late", "m-late", "k-late", N_("Overdue")),
    "ahead": Label("", "m-none", "k-none", N_("Ahead")),
    "dropped": Label("off", "m-stop", "k-stop", N_("Dropped")),
}
