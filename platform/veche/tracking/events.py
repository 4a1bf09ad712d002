"""What tracking announces, inside the transaction of the act.

started: sender = the new Action.
reported: sender = the Update; action = its Action, already with the new status; before = the status it had.
ended: sender = the Action, completed or cancelled now; update = the report that says why or what proves it.
unanswered: sender = an Action whose report is long overdue, or that nobody can be reminded of; days = how many days.
"""

from blinker import signal

from veche.core.journal import verbs
from veche.core.policy import N_

started = signal("tracking.action_started")
reported = signal("tracking.action_reported")
ended = signal("tracking.action_ended")
unanswered = signal("tracking.report_unanswered")

verbs.update(
    {
        "action.started": N_("Action of the plan started"),
        "action.edited": N_("Record of an action changed"),
        "action.reported": N_("Report on an action"),
        "action.moved": N_("Status of an action changed"),
        "action.cost": N_("Costs of an action changed"),
        "action.result": N_("Result of an action recorded"),
        "action.result_corrected": N_("Result of an action corrected"),
        "action.lesson": N_("Lesson of an action written"),
        "action.table": N_("Action changed through a table"),
        "action.link_sent": N_("Link for a report sent to the office of the body"),
        "milestone.added": N_("Milestone of an action set"),
        "milestone.done": N_("Milestone of an action reached"),
        "milestone.dropped": N_("Milestone of an action dropped"),
    }
)
