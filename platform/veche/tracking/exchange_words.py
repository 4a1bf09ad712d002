"""What a dry run says in words, a line for each row of the table."""

from collections.abc import Iterator

from veche.core.languages import gettext, inner
from veche.tracking.planning import Plan, Step
from veche.tracking.sheet import Fault


def fault_words(fault: Fault) -> str:
    """The reason of a fault in the reader's language; a title in it stands between «»."""
    values = {name: inner(value) if name == "title" else value for name, value in fault.values.items()}
    return gettext(fault.reason, **values)


def in_words(plan: Plan) -> Iterator[str]:
    """Every fault, or what would become of every line that does something, and the sum of it all."""
    if plan.faults:
        yield from (f"line {fault.line}: {fault.column or 'row'}: {fault_words(fault)}" for fault in plan.faults)
        yield "Nothing was loaded."
        return
    yield from (f"line {step.line}: {_words(step)}" for step in plan.steps if step.kind != "left")
    yield "{new} new, {changed} changed, {left} as they are.".format(**plan.counts)


def _words(step: Step) -> str:
    if step.kind == "new":
        return f"new action in {step.cells.get('area', '')}: {step.title}"
    return f"{step.code}: {', '.join(step.changes)} changed"
