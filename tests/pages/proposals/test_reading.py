"""Lists and pages of proposals as readers see them."""


def test_smoke(app, client):
    from factories import an_open_proposal, a_proposal_in_review
    p = an_open_proposal(supported_by=2)
    assert client.get("/en/proposals").status_code == 200
    r = client.get(f"/en/proposals/{p.id}")
    assert r.status_code == 200, r.text[:3000]
    q = a_proposal_in_review()
    r = client.get(f"/en/proposals/{q.id}")
    assert r.status_code == 200
    open("/tmp/p_review.html", "w").write(r.text)
    open("/tmp/p_open.html", "w").write(client.get(f"/en/proposals/{p.id}").text)
    open("/tmp/p_list.html", "w").write(client.get("/en/proposals").text)
