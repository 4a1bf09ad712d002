from sqlalchemy import event
from veche.core.database import db
from factories import *
from veche.proposals import services


def test_n(app, client, signed_in):
    p = an_open_proposal(supported_by=2)
    v = a_voting_proposal()
    r = a_proposal_in_review()
    services.argue(a_person(), p.id, side="for", text="x", language="en", nonce="n")
    me = signed_in(a_person())
    for who, c in (("anon", client), ("me", me)):
        for u in (
            "/en/proposals",
            f"/en/proposals/{p.id}",
            f"/en/proposals/{v.id}",
            f"/en/proposals/{r.id}",
            "/en/proposals/new",
            "/en/my",
            f"/en/proposals/{p.id}/versions",
        ):
            got = []
            f = lambda conn, cur, st, *a: got.append(st)
            c.get(u)
            event.listen(db.engine, "before_cursor_execute", f)
            c.get(u)
            event.remove(db.engine, "before_cursor_execute", f)
            print(who, u, len(got))
            if "/en/proposals" == u or u.endswith(f"/{v.id}"):
                for s in got:
                    print("    ", " ".join(s.split())[:40], "...", s[s.find("FROM") :][:70].replace("\n", " "))
