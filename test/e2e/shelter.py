# SPDX-License-Identifier: Apache-2.0
"""A shelter's phones in a real browser against the real binary: cards before a camera without a network, two phones, a helper in the
village; what the server counts afterwards. Pictures go to build/shots."""
import json
import os
import subprocess
import sys
import time

from city import ROOT, City, run

VILLAGE, TOWN = "330881102", "330881"
PASSWORD = "Bamboo-raft-71"
CROWD = 500


def made(reply, status=201):
    if reply.status != status:
        raise AssertionError(f"{reply.status}: {reply.body.decode()[:400]}")
    return reply.json


def now(seconds=0):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def new(city, reg, token="admin", **fields):
    return made(city.post(f"/api/r/{reg}", fields, token=token))["id"]


def accounts(city):
    who = {}
    for name, role in (("管理员甲", "shelter"), ("管理员乙", "shelter"), ("管理员丙", "shelter"), ("吴敏", "grid"), ("值班", "duty"), ("指挥", "commander")):
        run("user", "add", name, "--role", role, "--region", TOWN, "--password-stdin", "--data", city.dir, stdin=PASSWORD + "\n")
        who[name] = new(city, "person", name=name, phone="13857000001", region=TOWN)
        city.patch(f"/api/accounts/{name}", {"person": who[name]})
    return who


def households(city, who, village):
    """Names by household; who is at home, with helper and needs."""
    people = {}
    for k, (danger, needs, members) in enumerate((("geology", [], ["毛大爷", "毛大妈", "毛小宝", "毛阿姨"]), ("geology", ["wheelchair"], ["周奶奶", "周爷爷"]), ("river", [], ["丙一", "丙二"]), ("river", [], ["丁一"]), ("river", [], ["戊一", "戊二"]))):
        house = new(city, "household", head=members[0], phone=f"1390570{k:04d}", region=village, address=f"耕读村 {k + 1} 号", lon=118.49 + k / 1000, lat=28.72, people=len(members), danger=danger, helper=who["吴敏"], helper_phone="13857000001", needs=needs)
        for m in members:
            people[m] = new(city, "resident", name=m, household=house, region=village, helper=who["吴敏"])
    return people


def crowd(city, village):
    house = new(city, "household", head="众一", region=village, people=100, danger="boat")
    return [new(city, "resident", name=f"众{n:03d}", household=house, region=village) for n in range(CROWD)]


def move(city, event, village, reason, lead, duty, shelters):
    """Ordered, and everybody assigned; shelters: id of a person → shelter, None = all others. Answers person → transfer."""
    lists = made(city.post("/api/evacuation/lists", {"event": event, "hit_at": now(86400), "trigger": f"转移 {reason}", "reason": reason, "region": village}, token=duty))["items"]
    made(city.post(f"/api/r/transfer_list/{lists[0]['id']}/order", token=lead), 200)
    moved, after = [], ""
    while True:
        page = made(city.get(f"/api/r/transfer?list={lists[0]['id']}&limit=500{'&after=' + after if after else ''}"), 200)
        moved += page["items"]
        after = page["next"]
        if not after:
            break
    for t in moved:
        shelter = shelters.get(t["resident"], shelters[None])
        made(city.post(f"/api/r/transfer/{t['id']}/assign", {"shelter": shelter}, token=duty), 200)
    return {t["resident"]: t["id"] for t in moved}


def cards(city, village):
    made(city.post("/api/evacuation/cards", {"region": village}))
    items, after = [], ""
    while True:
        page = made(city.get(f"/api/evacuation/cards?region={village}&limit=500&after={after}"), 200)
        items += page["items"]
        after = page["next"]
        if not after:
            return items


def walk(city, name, things):
    shots = ROOT / "build" / "shots"
    shots.mkdir(parents=True, exist_ok=True)
    env = dict(os.environ, BASE_URL=f"http://127.0.0.1:{city.port}", TOKEN=city.token, NAME=name, PASSWORD=PASSWORD, SHOTS=str(shots), no_proxy="127.0.0.1", SET=json.dumps(things))
    return subprocess.run(["node", str(ROOT / "test/e2e/shelter-steps.mjs")], env=env, timeout=900).returncode


DRILL = "2019-08-09T14:00:00+08:00"


def drill():
    """A helper's phone in a city whose clock goes sixty times as fast."""
    with City(sandbox=True, clock=f"{DRILL}x60") as city:
        who = accounts(city)
        duty, lead = city.new_token("值班"), city.new_token("指挥")
        new(city, "household", head="己一", region=f"{VILLAGE}000", people=3, danger="geology", helper=who["吴敏"], phone="13905700001", address="耕读村 9 号", lon=118.49, lat=28.72)
        event = new(city, "incident", duty, title="台风演练", kind="11B02", occurred_at=DRILL, known_at=DRILL, region=TOWN)
        lists = made(city.post("/api/evacuation/lists", {"event": event, "hit_at": "2019-08-10T14:00:00+08:00", "trigger": "演练", "reason": "geology", "region": TOWN}, token=duty))["items"]
        made(city.post(f"/api/r/transfer_list/{lists[0]['id']}/order", token=lead), 200)
        moved = made(city.get(f"/api/r/transfer?event={event}&limit=10"), 200)["items"]
        return walk(city, "吴敏", {"drill": moved[0]["id"], "event": event})


if os.environ.get("FROM") == "drill":
    sys.exit(drill())
with City(demo=True) as city:
    who = accounts(city)
    duty, lead = city.new_token("值班"), city.new_token("指挥")
    village = next(r["code"] for r in made(city.get(f"/api/r/region?level=village&q={VILLAGE}&limit=5&sort=code"), 200)["items"] if r["code"].startswith(VILLAGE))
    shelters = {name: new(city, "shelter", name=name, region=village, lon=118.49, lat=28.72, capacity=room, level="village", keeper=who[keeper]) for name, room, keeper in (("贺村中学", 60, "管理员甲"), ("贺村小学", 40, "管理员乙"), ("贺村体育馆", 600, "管理员丙"))}
    people = households(city, who, village)
    crowd(city, village)
    event = new(city, "incident", duty, title="台风利奇马", kind="11B02", occurred_at=now(-3600), known_at=now(-3600), region=TOWN)
    transfers = {}
    for reason, where in (("geology", {None: shelters["贺村中学"], people["周奶奶"]: shelters["贺村小学"], people["周爷爷"]: shelters["贺村小学"]}), ("river", {None: shelters["贺村小学"]}), ("boat", {None: shelters["贺村体育馆"]})):
        transfers |= move(city, event, village, reason, lead, duty, where)
    rice = "1010200"
    new(city, "shelter_kit", duty, shelter=shelters["贺村中学"], item=rice, quantity=50, needed=50, unit="袋")
    sheet = cards(city, village)
    status = walk(city, "管理员甲", {"event": event, "shelters": shelters, "people": people, "transfers": {k: transfers[v] for k, v in people.items()}, "rice": rice, "qr": {c["name"]: c["qr"] for c in sheet}, "svg": {c["name"]: c["svg"] for c in sheet if c["name"] in people}})
sys.exit(drill() or status)
