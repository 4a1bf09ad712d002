"""The page on which everybody sees who answers where, and where nobody does yet."""

from typing import Any

from flask import Response, render_template

from veche.core.pages import page, panel, under
from veche.tracking import sheet
from veche.tracking.matrix import as_rows, beside
from veche.tracking.matrix import matrix as whole
from veche.tracking.mount import blueprint


@blueprint.get("/bodies/matrix")
@under("anyone")
def matrix() -> Response:
    return page("tracking/matrix.html", matrix=whole())


@blueprint.get("/bodies/matrix.csv")
@under("anyone")
def matrix_csv() -> Response:
    headers = {"Content-Disposition": 'attachment; filename="veche-bodies.csv"'}
    content = "".join(sheet.written(as_rows(whole())))
    return Response(content, content_type="text/csv; charset=utf-8; header=present", headers=headers)


@panel("bodies.head")
def to_the_matrix(_subject: Any) -> str:
    """From the register to the matrix."""
    return render_template("tracking/_to_matrix.html")


@panel("body.main", order=30)
def works_beside(body: Any) -> str:
    """The actions of others in which a body takes part; nothing where it takes part in none."""
    actions = beside(body)
    return render_template("tracking/_beside.html", actions=actions) if actions else ""
