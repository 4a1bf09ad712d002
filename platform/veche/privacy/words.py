"""What stands on the page of the archive in words: its fields and their values; data.json has its own stable names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from veche.accounts import ages
from veche.core.journal import verbs
from veche.core.languages import clock_time, dated, gettext
from veche.core.policy import N_
from veche.moderation.rules import DONE, STATES

_SINGLE = {
    "act": N_("What happened"),
    "action_id": N_("Number of the action"),
    "age_band": N_("Age"),
    "answer_reason": N_("Answer"),
    "argument_id": N_("Number of the argument"),
    "at": N_("When"),
    "choice": N_("Choice"),
    "clause": N_("Clause of the rules"),
    "code": N_("Code"),
    "consent_version": N_("Number of the text"),
    "data": N_("What the entry says"),
    "day": N_("Day"),
    "days": N_("Days"),
    "device": N_("Browser"),
    "display_name": N_("Display name"),
    "district": N_("District"),
    "case_id": N_("Number of the case"),
    "change": N_("What changed"),
    "changes": N_("How often it was changed"),
    "desk": N_("Desk"),
    "edits": N_("What it said before"),
    "end_reason": N_("Why it ended"),
    "evidence": N_("Evidence"),
    "email": N_("E-mail"),
    "facts": N_("Facts"),
    "factor": N_("Way of signing in"),
    "fields": N_("What is typed"),
    "figure": N_("Figure"),
    "hashes_kept_of": N_("Keyed hash"),
    "helpful_count": N_("How many found it helpful"),
    "hidden_clause": N_("Hidden by clause"),
    "id": N_("Number on the platform"),
    "is_assisted": N_("Takes part by a desk"),
    "is_material": N_("The matter changed"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "letter": N_("Letter"),
    "measure": N_("Measure"),
    "name": N_("Name"),
    "note": N_("In my words"),
    "number": N_("Number"),
    "office": N_("Office"),
    "outcome": N_("Outcome"),
    "part": N_("Part"),
    "passage": N_("Passage"),
    "place": N_("Place"),
    "presence": N_("Presence"),
    "proposal_id": N_("Number of the proposal"),
    "reason": N_("Reason"),
    "reasons": N_("Reasons"),
    "round": N_("Round"),
    "receipt": N_("Receipt"),
    "representative_email": N_("E-mail of a parent or guardian"),
    "role": N_("Role"),
    "seen_number": N_("Read up to message number"),
    "seq": N_("Number of the entry"),
    "side": N_("Side"),
    "since": N_("Since"),
    "size": N_("Size"),
    "slip": N_("Slip"),
    "sort": N_("Kind"),
    "stance": N_("Position"),
    "state": N_("State"),
    "status": N_("State"),
    "subject": N_("About"),
    "subject_id": N_("Number of the text"),
    "support_count": N_("How many support it"),
    "text": N_("Text"),
    "thread_id": N_("Number of the discussion"),
    "title": N_("Title"),
    "until": N_("Until"),
    "value": N_("Value"),
    "verb": N_("Act"),
    "version": N_("Version"),
    "visibility": N_("Visibility"),
    "way": N_("Way"),
    "word": N_("In my words"),
    "words": N_("New words"),
}
_MOMENTS = {
    "acted_at": N_("Done"),
    "added_at": N_("Added"),
    "answered_at": N_("Answered"),
    "began_at": N_("Began"),
    "body": N_("Text"),
    "banned_at": N_("Banned"),
    "cast_at": N_("Cast"),
    "changed_at": N_("Changed"),
    "chosen_at": N_("Chosen"),
    "confirmed_at": N_("E-mail confirmed"),
    "consented_at": N_("Consent given"),
    "decided_at": N_("Decided"),
    "drafted_at": N_("Drafted"),
    "edited_at": N_("Edited"),
    "ended_at": N_("Ended"),
    "entered_at": N_("Entered"),
    "expires_at": N_("Ends"),
    "flagged_at": N_("Reported"),
    "given_at": N_("Given"),
    "granted_at": N_("Given"),
    "invited_at": N_("Invited"),
    "joined_at": N_("Joined"),
    "left_at": N_("Left"),
    "lodged_at": N_("Lodged"),
    "made_at": N_("When it was written"),
    "muted_until": N_("Cannot write until"),
    "opened_at": N_("Published"),
    "posted_at": N_("When it was written"),
    "proposed_at": N_("Proposed"),
    "proved_at": N_("Last proof of who you are"),
    "published_at": N_("Published"),
    "representative_agreed_at": N_("Consent of a parent or guardian"),
    "representative_withdrew_at": N_("Consent of a parent or guardian withdrawn"),
    "saved_at": N_("Saved"),
    "seen_at": N_("Seen"),
    "sent_at": N_("Sent"),
    "shown_at": N_("Shown"),
    "started_at": N_("Started"),
    "taken_back_at": N_("Taken back"),
    "undone_at": N_("Undone"),
    "used_at": N_("Used"),
    "verified_at": N_("Verified"),
    "written_at": N_("When it was written"),
}

# What stands in a field as a code, by the field; what is rarer or a word already stays as it is.
_KINDS = {
    "post": N_("message"),
    "thread": N_("discussion"),
    "proposal": N_("proposal"),
    "argument": N_("argument"),
    "amendment": N_("amendment"),
    "condition": N_("condition"),
    "youth_post": N_("message on the youth board"),
    "youth_thread": N_("discussion on the youth board"),
    "person": N_("participant"),
}
_SIDES = {"for": N_("for"), "against": N_("against"), "abstain": N_("abstain")}
_VALUES: dict[str, Mapping[str, str]] = {
    "acts.state": STATES,
    "acts.verb": DONE,
    "cases.state": STATES,
    "cases.verb": DONE,
    "choice": _SIDES,
    "district": {
        "zheleznodorozhny": N_("Zheleznodorozhny"),
        "oktyabrsky": N_("Oktyabrsky"),
        "pervomaysky": N_("Pervomaysky"),
    },
    "factor": {
        "password": N_("by password"),
        "totp": N_("by password and code"),
        "recovery": N_("by password and recovery code"),
        "passkey": N_("by passkey"),
    },
    "hashes_kept_of": {
        "document": N_("of the number of a document"),
        "phone": N_("of a telephone number"),
        "oidc": N_("of the number at the identity provider"),
    },
    "journal.verb": verbs,
    "kind": _KINDS,
    "role": {
        "moderator": N_("moderator"),
        "committee": N_("member of the committee"),
        "youth_council": N_("member of the youth council"),
        "body_officer": N_("officer of a responsible body"),
        "desk": N_("staff of a verification desk"),
        "admin": N_("administrator"),
    },
    "reviews.measure": DONE,
    "side": _SIDES,
    "visibility": {
        "visible": N_("visible to everybody"),
        "pending": N_("waits for a moderator"),
        "hidden": N_("hidden by a moderator"),
        "removed": N_("removed by two moderators"),
    },
    "way": {
        "desk": N_("with a code from a desk"),
        "sms": N_("with your telephone"),
        "oidc": N_("with the identity provider of the city"),
    },
}


def field_words(name: str) -> str:
    """The name of a field in words; a rarer one as data.json has it."""
    known = _SINGLE.get(name) or _MOMENTS.get(name)
    return gettext(known) if known else name.replace("_", " ")


def value_words(name: str, value: Any, holding: str = "") -> str:
    """What stands in a field, in words: moments by the city's clock, codes as the pages call them."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list | tuple):
        return ", ".join(value_words(name, one, holding) for one in value)
    moment = _moment(value) if name.endswith(("_at", "_until")) or name in {"at", "since", "until"} else None
    if moment:
        return f"{dated(moment)}, {clock_time(moment)}" if len(str(value)) > len("2026-12-31") else dated(moment)
    if name == "age_band" and value:
        return str(ages.label(value))
    words = _VALUES.get(f"{holding}.{name}") or _VALUES.get(name, {})
    known = words.get(str(value))
    return gettext(known) if known else str(value)


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None
