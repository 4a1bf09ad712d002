"""What is announced about the committee's members and its sittings, inside the transaction of the act.

seated, term_changed, term_ended: sender = the Seat.
convened, changed, cancelled, held, minutes_published: sender = the Sitting.
"""

from blinker import signal

from veche.core.journal import verbs
from veche.core.policy import N_

seated = signal("committee.seated")
term_changed = signal("committee.term_changed")
term_ended = signal("committee.term_ended")
convened = signal("sittings.convened")
changed = signal("sittings.changed")
cancelled = signal("sittings.cancelled")
held = signal("sittings.held")
minutes_published = signal("sittings.minutes_published")

verbs.update(
    {
        "seat.taken": N_("A member of the committee took a seat"),
        "seat.extended": N_("A member's term in the committee was extended"),
        "seat.ended": N_("A member's term in the committee ended early"),
        "sectors.loaded": N_("Sectors of the committee loaded"),
        "sector.added": N_("A sector was added to the committee"),
        "sector.renamed": N_("A sector of the committee was renamed"),
        "sitting.convened": N_("A sitting of the committee was convened"),
        "sitting.changed": N_("A sitting of the committee was moved"),
        "sitting.cancelled": N_("A sitting of the committee was cancelled"),
        "sitting.held": N_("The committee sat"),
        "sitting.agenda": N_("The agenda of a sitting was changed"),
        "written.opened": N_("The committee began a written procedure"),
        "written.ended": N_("A written procedure of the committee ended"),
        "minutes.published": N_("Minutes of the committee were published"),
        "minutes.corrected": N_("Published minutes got an addendum"),
    }
)
