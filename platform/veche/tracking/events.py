"""What tracking announces, inside the transaction of the act.

started: sender = the new Action.
reported: sender = the Update; action = its Action, already with the new status; before = the status it had.
"""

from blinker import signal

from veche.core.journal import verbs
from veche.core.policy import N_

started = signal("tracking.action_started")
reported = signal("tracking.action_reported")

verbs.update(
    {
        "action.started": N_("Action of the plan started"),
        "action.reported": N_("Report on an action"),
        "action.moved": N_("Status of an action changed"),
        "action.cost": N_("Costs of an action changed"),
        "action.result": N_("Result of an action recorded"),
        "action.result_corrected": N_("Result of an action corrected"),
        "action.lesson": N_("Lesson of an action written"),
        "action.table": N_("Action changed through a table"),
    }
)
