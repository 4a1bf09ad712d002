"""How states, trends and sources of indicators are called and drawn, the same everywhere."""

from dataclasses import dataclass

from veche.core.policy import N_


@dataclass(frozen=True)
class Label:
    """`tone` is the class of the label, `form` its symbol, `words` an English msgid."""

    tone: str
    form: str
    words: str


STATES = {
    "on_track": Label("done", "j-5", N_("Keeps to the plan")),
    "behind": Label("wait", "m-late", N_("Behind the plan")),
    "reached": Label("done", "j-6", N_("Target reached")),
    "no_target": Label("off", "m-none", N_("No target yet")),
    "no_data": Label("off", "m-ring", N_("No data yet")),
}
TRENDS = {
    "improving": N_("Improving"),
    "worsening": N_("Getting worse"),
    "unchanged": N_("Unchanged"),
    "no_data": N_("No trend yet"),
}
SOURCES = {
    "official": Label("", "j-4", N_("Official figures")),
    "survey": Label("", "j-1", N_("Survey of residents")),
    "expert": Label("", "m-find", N_("Review by experts")),
}
