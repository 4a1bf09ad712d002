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
FIELDS = {
    "title_ru": N_("Wording in Russian"),
    "title_be": N_("Wording in Belarusian"),
    "title_en": N_("Wording in English"),
    "unit_ru": N_("Unit in Russian"),
    "unit_be": N_("Unit in Belarusian"),
    "unit_en": N_("Unit in English"),
    "source": N_("Where the values come from"),
    "rising": N_("Which is better"),
    "baseline": N_("Baseline"),
    "baseline_on": N_("Day of the baseline"),
    "target": N_("Target"),
    "target_on": N_("Day of the target"),
}
SOURCES = {
    "official": Label("", "j-4", N_("Official figures")),
    "survey": Label("", "j-1", N_("Survey of residents")),
    "expert": Label("", "m-find", N_("Review by experts")),
}
