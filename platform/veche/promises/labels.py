"""How promises and what became of them are called and drawn, the same on the page, in the feed and in letters."""

from veche.core.policy import N_
from veche.tracking.labels import Label

# `mark` is the class in the row of forms; the third symbol of `kept` is the square of an answer.
STATES = {
    "overdue": Label("late", "m-late", "l", N_("Overdue")),
    "waiting": Label("wait", "m-wait", "w", N_("Awaiting the date")),
    "kept": Label("done", "j-4", "k", N_("Kept on time")),
    "late": Label("", "m-stop", "", N_("Kept late")),
    "missed": Label("off", "m-against", "o2", N_("Not kept")),
    "dropped": Label("off", "m-abstain", "o2", N_("Dropped with an explanation")),
}
# The same in the sum: «3 overdue».
COUNTED = {
    "overdue": N_("overdue now"),
    "waiting": N_("await their date"),
    "kept": N_("kept on time"),
    "late": N_("kept late"),
    "missed": N_("not kept"),
    "dropped": N_("dropped with an explanation"),
}
KINDS = {
    "answer": N_("Answers of the committee"),
    "backing": N_("Answers that the youth council waits for"),
    "report": N_("Progress reports"),
    "milestone": N_("Milestones"),
    "opinion": N_("Opinions of the youth council"),
    "return": N_("Deferred proposals that come back"),
}
ONE = {
    "answer": N_("Answer"),
    "report": N_("Report"),
    "milestone": N_("Milestone"),
    "opinion": N_("Opinion of the youth council"),
    "return": N_("Back on the agenda"),
}
SECTIONS = {
    "overdue": N_("Overdue"),
    "soon": N_("The next 30 days"),
    "later": N_("Later"),
    "closed": N_("Closed"),
}
EXPLANATIONS = {
    "milestone": N_("The action ended before this milestone."),
    "opinion": N_("The committee answered before the opinion came."),
}
