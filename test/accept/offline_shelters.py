#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Three days without a network at the shelters: 6,000 people, 240 shelters, two phones each. Every phone keeps its scans in an outbox by its own
wrong clock; the phones come back in no order, send twice what they got no answer for, and scanned each other's people. What the server
makes of it all is compared with what really happened, which this script knows because it made it happen."""
import collections
import concurrent.futures
import datetime
import io
import os
import random
import resource
import time

from city import Checks, City

PEOPLE, SHELTERS, PHONES, HOUSEHOLD = 6000, 240, 2, 3
STRANGERS, CLASHES, FORGED, LOST_CARDS = 150, 60, 40, 30
START = datetime.datetime.fromisoformat("2019-08-09T00:00:00+08:00")
checks = Checks()
luck = random.Random(1909)


def made(reply, what=""):
    if reply.status not in (200, 201):
        raise AssertionError(f"{what}: {reply.status} {reply.body.decode()[:1500]}")
    return reply.json


def at(minute):
    return (START + datetime.timedelta(minutes=minute)).isoformat()


# --- the city before the storm ---

def table(columns, rows):
    out = io.StringIO()
    out.write(",".join(columns) + "\n")
    for row in rows:
        out.write(",".join(str(c) for c in row) + "\n")
    return out.getvalue().encode()


def bring_in(city, register, columns, rows):
    seen = made(city.upload(f"/api/r/{register}/import", f"{register}.csv", table(columns, rows)), register)
    checks.same(f"{register}: all rows taken", (seen["created"], seen["refused_rows"]), (len(rows), 0))


def ids(city, register):
    found, after = {}, ""
    while True:
        page = made(city.get(f"/api/r/{register}?limit=500&total=0&after={after}"))
        found.update({i["ref"]: i["id"] for i in page["items"]})
        after = page["next"]
        if not after:
            return found


class Place:
    """The city, its people and what the phones know."""

    def __init__(self, city):
        self.city = city
        for role, name in (("commander", "lead"), ("duty", "desk"), ("liaison", "town"), ("shelter", "keeper")):
            made(city.post("/api/accounts", {"name": name, "role": role, "region": "330800000000"}), name)
            setattr(self, name, city.new_token(name))
        villages = [r["code"] for r in made(city.get("/api/r/region?level=village&limit=120&sort=code"))["items"]]
        bring_in(city, "shelter", ["ref", "name", "level", "region", "lon", "lat", "capacity", "area_m2", "barrier_free"],
                 [(f"s{k}", f"避灾点{k}", "village", villages[k % 120], 118.3 + k % 20 / 20, 28.7 + k // 20 / 20, 40, 80, 1) for k in range(SHELTERS)])
        bring_in(city, "household", ["ref", "head", "region", "lon", "lat", "people", "danger", "walk_min"],
                 [(f"h{k}", f"户{k}", villages[k % 120], 118.3 + k % 20 / 20, 28.7 + k // 20 % 12 / 20, HOUSEHOLD, "flash_flood", 15) for k in range(PEOPLE // HOUSEHOLD)])
        bring_in(city, "resident", ["ref", "name", "household", "region"],
                 [(f"p{k}", f"民{k}", f"h{k // HOUSEHOLD}", villages[k // HOUSEHOLD % 120]) for k in range(PEOPLE)])
        self.shelter = ids(city, "shelter")
        self.resident = ids(city, "resident")
        self.event = made(city.post("/api/r/incident", {"title": "台风利奇马", "kind": "11B01", "occurred_at": at(0), "known_at": at(0), "region": "330800000000"}, token=self.desk), "incident")["id"]

    def order(self):
        lists = made(self.city.post("/api/evacuation/lists", {"event": self.event, "hit_at": at(24 * 60), "reason": "flash_flood", "trigger": "红色预警"}, token=self.town), "lists")
        checks.same("everybody is on a list", lists["people"], PEOPLE)
        for one in lists["items"]:
            made(self.city.post(f"/api/r/transfer_list/{one['id']}/order", token=self.lead), "order")

    def print_cards(self):
        checks.same("a card each", made(self.city.post("/api/evacuation/cards", {"region": "330800"}, token=self.town), "cards")["issued"], PEOPLE)
        who, after, self.qr = {v: k for k, v in self.resident.items()}, "", {}
        while True:
            page = made(self.city.get(f"/api/evacuation/cards?region=330800&limit=500&after={after}", token=self.town))
            self.qr.update({int(who[i["resident"]][1:]): i["qr"] for i in page["items"]})
            after = page["next"]
            if not after:
                break
        checks.same("all printed, no two alike", (len(self.qr), len(set(self.qr.values()))), (PEOPLE, PEOPLE))


# --- what really happens, and what the phones see of it ---

class Phone:
    def __init__(self, shelter, number):
        self.name, self.shelter = f"s{shelter}-{number}", shelter
        self.skew_s = luck.choice([0, 3, -40, 600, -1500, 7200])  # its clock is wrong by this, and stays so
        self.outbox, self.n = [], 0

    def note(self, minute, what):
        self.n += 1
        item = dict(what, id=f"{self.name}-{self.n}", at=(START + datetime.timedelta(minutes=minute, seconds=self.skew_s)).isoformat())
        self.outbox.append(item)
        return item["id"]


class Truth:
    """Who is where in the end, by construction; nothing here is folded from scans."""

    def __init__(self, place):
        self.place, self.phones = place, [[Phone(s, n) for n in range(PHONES)] for s in range(SHELTERS)]
        self.at, self.on_way, self.relatives, self.never = {}, set(), set(), set()
        self.clashes, self.strangers, self.held = {}, collections.Counter(), 0
        self.used = set()

    def scan(self, shelter, minute, person, direction, both=False):
        for phone in (self.phones[shelter] if both else [luck.choice(self.phones[shelter])]):
            what = {"qr": self.place.qr[person], "direction": direction}
            phone.note(minute + (luck.random() if both else 0), what)

    def live(self, person):
        """One person's three days."""
        fate, minute, here = luck.random(), luck.uniform(60, 1500), luck.randrange(SHELTERS)
        if fate < 0.03:
            self.never.add(person)
            return
        if luck.random() < 0.5:
            self.scan(here, minute - 30, person, "to_shelter")
        self.scan(here, minute, person, "in", both=luck.random() < 0.3)  # two phones at one door
        if luck.random() < 0.1:
            minute += 200
            self.scan(here, minute, person, "in")  # the card again at a meal
        for _ in range(luck.choice([0, 0, 0, 1, 2])):  # moved between shelters
            minute += luck.uniform(60, 900)
            self.scan(here, minute, person, "moved_on")
            there = luck.choice([s for s in (here - 1, here + 1, luck.randrange(SHELTERS)) if 0 <= s < SHELTERS and s != here])
            minute += luck.uniform(5, 90)
            self.scan(there, minute, person, "in")
            here = there
        if fate > 0.97:
            self.scan(here, minute + 60, person, "out")
            self.on_way.add(person)
        elif fate > 0.94:
            self.scan(here, minute + 60, person, "to_relatives")
            self.relatives.add(person)
        else:
            self.at[person] = here

    def clash(self, person):
        """His card is scanned at two shelters and at neither out: a brother carried it, or a slip."""
        a, b = luck.sample(range(SHELTERS), 2)
        minute = luck.uniform(60, 3000)
        self.scan(a, minute, person, "in")
        self.scan(b, minute + luck.uniform(1, 600), person, "in")
        self.at[person] = b
        self.clashes[person] = {a, b}

    def stranger(self, k):
        shelter, minute = luck.randrange(SHELTERS), luck.uniform(60, 3000)
        phone, people = luck.choice(self.phones[shelter]), luck.choice([1, 1, 1, 2, 4])
        first = phone.note(minute, {"name": f"外来{k}" if k % 5 else f"新生儿{k}", "direction": "in", "people": people})
        if k % 7 == 0:  # goes on to another shelter, which knows the number from a slip of paper
            luck.choice(self.phones[shelter]).note(minute + 30, {"of": first, "direction": "moved_on"})
            shelter = (shelter + 1) % SHELTERS
            luck.choice(self.phones[shelter]).note(minute + 90, {"of": first, "direction": "in", "people": people})
        self.strangers[shelter] += people

    def happen(self):
        people = list(range(PEOPLE))
        luck.shuffle(people)
        for person in people[:CLASHES]:
            self.clash(person)
        for person in people[CLASHES:]:
            self.live(person)
        for k in range(STRANGERS):
            self.stranger(k)
        for k in range(FORGED):
            qr = self.place.qr[luck.randrange(PEOPLE)]
            luck.choice(luck.choice(self.phones)).note(luck.uniform(0, 3000), {"qr": qr[:-1] + ("X" if qr[-1] != "X" else "Y"), "direction": "in"})
            self.held += 1

    def presence(self):
        n = collections.Counter(self.at.values())
        n.update(self.strangers)
        return n


# --- the phones come back ---

class Mail:
    """Sends outboxes as a phone does: oldest first, so many at a time, again when no answer came."""

    def __init__(self, place, day_minute):
        self.place, self.now = place, day_minute
        self.statuses = collections.Counter()

    def send(self, phone, items):
        clock = (START + datetime.timedelta(minutes=self.now, seconds=phone.skew_s)).isoformat()
        body = {"event": self.place.event, "shelter": self.place.shelter[f"s{phone.shelter}"], "device": phone.name, "now": clock, "items": items}
        return made(self.place.city.post("/api/evacuation/checkins", body, token=self.place.keeper), phone.name)

    def deliver(self, phone, until_minute, dice):
        limit = (START + datetime.timedelta(minutes=until_minute, seconds=phone.skew_s)).isoformat()
        due = sorted((i for i in phone.outbox if i["at"] < limit), key=lambda i: i["at"])
        if dice.random() < 0.2:
            dice.shuffle(due)  # a phone that kept no order
        statuses = collections.Counter()
        while due:
            part = due[:dice.choice([5, 20, 60])]
            answer = self.send(phone, part)
            if dice.random() < 0.15:
                continue  # the answer was lost on the way: all of it once more
            checks.same(f"{phone.name}: an answer for each", [i["id"] for i in answer["items"]], [i["id"] for i in part]) if len(answer["items"]) != len(part) else None
            statuses.update(i["status"] for i in answer["items"])
            due = due[len(part):]
        return statuses

    def deliver_all(self, phones, until_minute):
        luck.shuffle(phones)
        jobs = [(p, until_minute, random.Random(luck.random())) for p in phones]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for got in pool.map(lambda j: self.deliver(*j), jobs):
                self.statuses.update(got)
        return self.statuses


def shelters_now(place):
    return {i["name"]: i["present"] for i in made(place.city.get("/api/evacuation/shelters?region=330800", token=place.desk))["items"]}


def compare(place, truth, when):
    want = truth.presence()
    seen = shelters_now(place)
    wrong = {k: (seen[f"避灾点{k}"], want[k]) for k in range(SHELTERS) if seen[f"避灾点{k}"] != want[k]}
    checks.same(f"{when}: every shelter counts right", wrong, {})
    r = made(place.city.get(f"/api/evacuation/reconcile?event={place.event}", token=place.desk))
    t = r["total"]
    checks.same(f"{when}: listed, placed, on the way, not yet", (t["listed"], t["placed"], t["moving"], t["to_move"]),
                (PEOPLE, len(truth.at) + len(truth.relatives) + sum(truth.strangers.values()), len(truth.on_way), len(truth.never)))
    checks.same(f"{when}: strangers", t["unlisted"], sum(truth.strangers.values()))
    checks.same(f"{when}: in shelters and elsewhere", (t["concentrated"], t["dispersed"]), (len(truth.at) + sum(truth.strangers.values()), len(truth.relatives)))
    checks.same(f"{when}: missing by name", sorted(m["name"] for m in r["missing"]), sorted(f"民{p}" for p in truth.never | truth.on_way))
    open_ones = [k for k in r["conflicts"] if k["state"] == "open"]
    name = {v: int(k[1:]) for k, v in place.shelter.items()}
    checks.same(f"{when}: conflicts are those that were made, on both shelters", {k["name"]: {name[k["shelter"]], name[k["other_shelter"]]} for k in open_ones},
                {f"民{p}": both for p, both in truth.clashes.items()})
    checks.same(f"{when}: none twice", len(open_ones), len(truth.clashes))
    checks.same(f"{when}: forged cards wait for a person", len(r["held"]), truth.held)


def main():
    began = time.monotonic()
    with City(sandbox=True, clock=START.isoformat() + "x0") as city:
        place = Place(city)
        place.order()
        place.print_cards()
        begun = time.monotonic()
        plan = made(city.post("/api/evacuation/plan/apply", {"event": place.event}, token=place.desk), "plan")
        checks.same("a place for everybody, households whole, proven", (plan["placed"], plan["unassigned_people"], plan["households_split"], plan["proven"]), (PEOPLE, 0, 0, True))
        checks.that("close to what is best by person", plan["total_person_seconds"] <= plan["optimum_person_seconds"] * 1.02, (plan["total_person_seconds"], plan["optimum_person_seconds"]))
        print(f"assigned in {time.monotonic() - begun:.1f} s: {plan['total_person_seconds']} person-seconds, by person {plan['optimum_person_seconds']}")
        truth = Truth(place)
        truth.happen()
        phones = [p for pair in truth.phones for p in pair]
        scans = sum(len(p.outbox) for p in phones)
        set_up = time.monotonic()
        # a third of the phones find a network for a moment on the second day
        made(city.post("/api/clock", {"to": at(1800)}), "clock")
        Mail(place, 1800).deliver_all(luck.sample(phones, len(phones) // 3), 1800)
        # the third day is over: all of them, with all they ever noted
        made(city.post("/api/clock", {"to": at(3 * 24 * 60 + 600)}), "clock")
        mail = Mail(place, 3 * 24 * 60 + 600)
        mail.deliver_all(phones, 10 ** 6)
        merged = time.monotonic()
        checks.same("every scan is answered", sum(mail.statuses.values()), scans)
        checks.same("none refused", mail.statuses["refused"], 0)
        compare(place, truth, "merged")
        again = Mail(place, 3 * 24 * 60 + 600).deliver_all(luck.sample(phones, 100), 10 ** 6)
        checks.same("a hundred phones send all of it again: nothing new", (again["taken"], again["refused"]), (0, 0))
        compare(place, truth, "once more")
        failed = made(city.get("/api/audit?register=reaction"))["items"]
        checks.same("no reaction failed", [str(e)[:300] for e in failed], [])
    took = time.monotonic() - began
    used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))  # others may be on this machine too
    print(f"{scans} scans of {len(phones)} phones, {took:.1f} s (of a processor {used:.1f} s): set up {set_up - began:.1f} s, merged {merged - set_up:.1f} s")
    if "debug" not in os.environ.get("ANLAN", ""):
        checks.that("in less than a minute", used < 60, used)
    checks.close()


main()
