"""Who answers where: bodies by action areas, as far as actions are under way. Six statements whatever the number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from veche.bodies.models import Body
from veche.core.database import db
from veche.core.languages import in_language
from veche.plan.models import ActionArea, Feature
from veche.plan.queries import features
from veche.tracking.models import Action, Executor
from veche.tracking.rules import OPEN

RESPONSIBLE, BESIDE = "responsible", "co_executor"
COLUMNS = ("area", "area_title", "body", "role", "actions")


@dataclass(frozen=True)
class Cell:
    """What a body does in an area: in how many actions under way it answers, in how many it works beside."""

    responsible: int = 0
    beside: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.responsible or self.beside)


@dataclass(frozen=True)
class Line:
    """An area with its cells, one for each body of the matrix in its order."""

    area: ActionArea
    cells: Sequence[Cell]

    @property
    def is_named(self) -> bool:
        """Whether somebody answers for an action under way here."""
        return any(cell.responsible for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """The plan's areas by features against the bodies that have actions under way."""

    bodies: Sequence[Body]
    groups: Sequence[tuple[Feature, Sequence[Line]]]

    @property
    def lines(self) -> list[Line]:
        return [line for _feature, lines in self.groups for line in lines]

    @property
    def nameless(self) -> int:
        """How many areas nobody answers for yet."""
        return sum(not line.is_named for line in self.lines)


def matrix() -> Matrix:
    """Every area of the plan, whether or not anybody answers for it."""
    responsible, beside = _responsible(), _beside()
    numbers = {body for _area, body in (*responsible, *beside)}
    bodies = [] if not numbers else db.session.execute(select(Body).where(Body.id.in_(numbers))).scalars().all()
    bodies = sorted(bodies, key=lambda body: (in_language(body, "name").casefold(), body.id))
    groups = []
    for feature in features(with_areas=True):
        lines = []
        for area in feature.areas:
            pairs = [(area.id, body.id) for body in bodies]
            lines.append(Line(area, [Cell(responsible.get(pair, 0), beside.get(pair, 0)) for pair in pairs]))
        groups.append((feature, lines))
    return Matrix(bodies, groups)


def _responsible() -> dict[tuple[int, int], int]:
    rows = select(Action.area_id, Action.body_id, func.count()).where(Action.status.in_(OPEN))
    found = db.session.execute(rows.group_by(Action.area_id, Action.body_id))
    return {(area, body): number for area, body, number in found}


def _beside() -> dict[tuple[int, int], int]:
    rows = select(Action.area_id, Executor.body_id, func.count()).join(Action, Action.id == Executor.action_id)
    found = db.session.execute(rows.where(Action.status.in_(OPEN)).group_by(Action.area_id, Executor.body_id))
    return {(area, body): number for area, body, number in found}


def beside(body: Body, limit: int = 50) -> Sequence[Action]:
    """The actions under way in which a body works beside the responsible one, in the plan's order: one statement."""
    rows = select(Action).join(Executor, Executor.action_id == Action.id).join(Action.area)
    rows = rows.where(Executor.body_id == body.id, Action.status.in_(OPEN))
    near = (joinedload(Action.area), joinedload(Action.body), joinedload(Action.indicator))
    rows = rows.order_by(ActionArea.place, Action.number).limit(limit).options(*near)
    return db.session.execute(rows).scalars().all()


def as_rows(found: Matrix) -> Iterator[Sequence[str]]:
    """The matrix as a table: a row for each body in an area, and one without a body where nobody answers yet."""
    yield COLUMNS
    for line in found.lines:
        said = (line.area.code, in_language(line.area, "title"))
        for body, cell in zip(found.bodies, line.cells, strict=True):
            for role, number in ((RESPONSIBLE, cell.responsible), (BESIDE, cell.beside)):
                if number:
                    yield (*said, in_language(body, "name"), role, str(number))
        if not line.is_named:
            yield (*said, "", RESPONSIBLE, "0")
