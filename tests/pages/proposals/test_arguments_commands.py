"""The commands that count anew and print who may do what, as an administrator runs them."""

from typing import Any

from sqlalchemy import update

from factories import a_person, an_argument, an_open_proposal
from veche import acts
from veche.cli import print_acts, recount_counters
from veche.core.database import writing
from veche.proposals.arguments import mark_helpful
from veche.proposals.models import Argument


def run(app: Any, command: Any, *words: str) -> str:
    answer = app.test_cli_runner().invoke(command, words)
    assert answer.exit_code == 0, answer.output
    output: str = answer.output
    return output


def test_recount_prints_what_differed_and_then_that_all_is_right(app: Any) -> None:
    argument = an_argument(an_open_proposal())
    mark_helpful(a_person(), argument.id)
    assert "arguments: right" in run(app, recount_counters)
    with writing() as session:
        session.execute(update(Argument).values(helpful_count=5))
    said = run(app, recount_counters)
    assert "arguments: 1 corrected" in said
    assert f"  Argument.helpful_count of {argument.id}: kept 5, counted 1" in said
    assert "supports: right" in said
    assert "corrected" not in run(app, recount_counters)


def test_acts_prints_the_table_for_reading_and_as_csv(app: Any) -> None:
    said = run(app, print_acts)
    assert "proposal.support\n" in said
    assert "Support and votes are for verified residents of the city." in said
    assert run(app, print_acts, "--csv") == acts.as_csv()
