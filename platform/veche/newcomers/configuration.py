"""The settings of newcomers, each with a default that suits a city."""

from veche.core.links import deny_list
from veche.core.settings import declare, setting
from veche.newcomers.rules import daily, described

declare("FIRST_LOOKS", 2, "Texts of a newcomer that wait for a moderator's first look; of a verified resident one.")
declare("NEWCOMER_DAYS", 7, "Days after confirming the e-mail for which the daily limits of newcomers hold.")
declare(
    "NEWCOMER_LIMITS",
    described(daily("")),
    "What a newcomer may write in 24 hours, as kind:number with commas between; kinds left out keep their default.",
    lambda text: described(daily(text)),
)
declare("NEWCOMER_LINKS", 2, "Links in one text of a newcomer; in the first text none.")
declare("HOURLY_TEXTS", 60, "Texts that anybody may write in an hour.")
declare(
    "LINK_DENY",
    frozenset(),
    "Hosts that no text may name: with commas between, or the path of a file with one on a line.",
    deny_list,
)
declare("PROOF_COST", 300_000, "Upper bound of the numbers a browser tries when a rate is exceeded; more is slower.")


def looks() -> int:
    return int(setting("FIRST_LOOKS"))
