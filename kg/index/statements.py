"""The SQL that the reader puts to an index. Values are always bound, never written into the text."""

from __future__ import annotations

from dataclasses import fields

from kg.claimrow import ClaimRow
from kg.index.records import Wanted
from kg.index.tables import COPIED
from kg.model import THIS_WORK

_NODE = "(SELECT n FROM node WHERE iri = :{name})"

CONDITIONS = {
    **{name: f"c.{name} = {_NODE.format(name=name)}" for name in "head tail work holder proposition evidence".split()},
    **{n: "(c.head = {0} OR c.tail = {0})".format(_NODE.format(name=n)) for n in ("thing", "other")},
    "relation": "c.relation = :relation",
    "polarity": "c.polarity = :polarity",
    "modality": "c.modality = :modality",
}
"""What each thing that can be wanted asks of a claim ``c``."""

_KIND = """WITH RECURSIVE kind (n) AS (
  SELECT n FROM node WHERE iri = :{name} UNION SELECT broader.thing FROM broader JOIN kind ON broader.general = kind.n
) SELECT n FROM kind"""

KINDS = {name: "(c.head IN ({0}) OR c.tail IN ({0}))".format(_KIND.format(name=name)) for name in ("thing", "other")}
"""The same with narrower kinds."""


def where(wanted: Wanted) -> tuple[str, dict[str, object]]:
    """The condition that a claim ``c`` has to meet, with its values."""
    given: dict[str, object] = {name: value for name in CONDITIONS if (value := getattr(wanted, name))}
    pieces = [KINDS[name] if wanted.kinds and name in KINDS else CONDITIONS[name] for name in given]
    if not wanted.rejected:
        pieces.append("c.counts")
    return " AND ".join(pieces) or "TRUE", given


_FROM = {
    "claim": "c.iri",
    "doc": "work.doc",
    "work": "made.iri",
    "citation": "work.citation",
    "title": "work.title",
    "year": "work.year",
    "doi": "work.doi",
    "head": "head.iri",
    "head_label": "coalesce(head_work.title, nullif(head.label, ''), head.iri)",
    "relation": "c.relation",
    "tail": "tail.iri",
    "tail_label": "coalesce(tail_work.title, nullif(tail.label, ''), tail.iri)",
    "attributed_to": f"coalesce(scholar.label, '{THIS_WORK}')",
    "quote": "sentence.quote",
    "start": "sentence.start",
    "end": "sentence.end",
    "section": "sentence.section",
    "page": "sentence.page",
} | {name: f"c.{name}" for name in COPIED}

CLAIMS = f"""
SELECT {", ".join(_FROM[field.name] for field in fields(ClaimRow))},
  coalesce(stated.iri, ''), holder.iri, told.iri, c.counts
FROM claim c
JOIN work ON work.n = c.work
JOIN node made ON made.n = c.work
JOIN node head ON head.n = c.head
JOIN node tail ON tail.n = c.tail
JOIN node holder ON holder.n = c.holder
JOIN node told ON told.n = c.evidence
JOIN sentence ON sentence.n = c.evidence
LEFT JOIN work head_work ON head_work.n = c.head
LEFT JOIN work tail_work ON tail_work.n = c.tail
LEFT JOIN scholar ON scholar.n = c.holder
LEFT JOIN node stated ON stated.n = c.proposition"""
"""The fields of a row of the claim table, then proposition, holder, evidence and whether the claim counts."""

MADE = "SELECT c.iri, c.rule, c.belief, c.confidence FROM claim c WHERE {where} ORDER BY c.n"

_THING = """node.iri, coalesce(nullif(node.label, ''), node.iri), thing.type, thing.definition, thing.example,
  thing.level, thing.local, thing.claims, thing.works"""

THINGS = f"SELECT {_THING} FROM thing JOIN node ON node.n = thing.n"

TYPES = "SELECT type, COUNT(*) AS things FROM thing WHERE claims > 0 GROUP BY type ORDER BY things DESC, type"

NAMES = """SELECT text, kind FROM name
WHERE of = 'thing' AND node = (SELECT n FROM node WHERE iri = ?) ORDER BY place, text"""

BROADER = f"""{THINGS} JOIN broader ON broader.general = thing.n
WHERE broader.thing = (SELECT n FROM node WHERE iri = ?) ORDER BY thing.rank"""

NARROWER = f"""{THINGS} JOIN broader ON broader.thing = thing.n
WHERE broader.general = (SELECT n FROM node WHERE iri = ?) ORDER BY thing.rank"""

_SPOKEN = """
WITH this AS (SELECT n FROM node WHERE iri = :iri),
spoken AS (
  SELECT 'head' AS end, tail AS other, relation, polarity, modality, work, n AS claim FROM claim
  WHERE counts AND head = (SELECT n FROM this)
  UNION ALL
  SELECT 'tail' AS end, head AS other, relation, polarity, modality, work, n AS claim FROM claim
  WHERE counts AND tail = (SELECT n FROM this)
)"""

TALLIES = f"""{_SPOKEN}
SELECT relation, end,
  SUM(modality = 'asserted' AND polarity = 'positive'), SUM(modality = 'asserted' AND polarity <> 'positive'),
  SUM(modality = 'recommended'), SUM(modality = 'hypothetical'), COUNT(DISTINCT work)
FROM spoken GROUP BY relation, end ORDER BY COUNT(*) DESC, relation, end"""

NEIGHBOURS = f"""{_SPOKEN},
joined AS (
  SELECT other, COUNT(DISTINCT claim) AS claims, COUNT(DISTINCT work) AS works, group_concat(DISTINCT relation) AS how
  FROM spoken WHERE other <> (SELECT n FROM this) AND other IN (SELECT n FROM thing) GROUP BY other
)
SELECT {_THING}, joined.claims, joined.works, replace(joined.how, ',', ' ')
FROM joined JOIN thing ON thing.n = joined.other JOIN node ON node.n = joined.other
ORDER BY joined.claims DESC, joined.works DESC, thing.rank LIMIT :limit"""

YEARS = """SELECT work.year, COUNT(*) FROM claim c JOIN work ON work.n = c.work
WHERE work.year <> '' AND {where} GROUP BY work.year ORDER BY work.year"""

RELATIONS = """SELECT c.relation, COUNT(*) AS claims FROM claim c
WHERE {where} GROUP BY c.relation ORDER BY claims DESC, c.relation"""

PROPOSITION = """
SELECT node.iri, head.iri, coalesce(head_work.title, nullif(head.label, ''), head.iri), p.relation,
  tail.iri, coalesce(tail_work.title, nullif(tail.label, ''), tail.iri),
  p.belief, p.low, p.high, p.denial, p.works, p.supporting, p.sources, p.refines
FROM proposition p
JOIN node ON node.n = p.n
JOIN node head ON head.n = p.head
JOIN node tail ON tail.n = p.tail
LEFT JOIN work head_work ON head_work.n = p.head
LEFT JOIN work tail_work ON tail_work.n = p.tail
WHERE node.iri = ?"""

WORKS = """
SELECT node.iri, work.doc, work.citation, work.title, work.year, work.doi, work.kind, work.source,
  work.authors, work.places, work.sentences, work.claims, work.merged, work.related
FROM work JOIN node ON node.n = work.n"""

SCHOLARS = """
SELECT node.iri, scholar.label, scholar.claims, scholar.works, scholar.members
FROM scholar JOIN node ON node.n = scholar.n"""

SCHOLARS_OF = f"""
WITH this AS (SELECT n FROM node WHERE iri = :iri),
found AS (
  SELECT holder AS n, n AS claim FROM claim WHERE counts AND work = (SELECT n FROM this)
  UNION SELECT holder, n FROM claim WHERE counts AND head = (SELECT n FROM this)
  UNION SELECT holder, n FROM claim WHERE counts AND tail = (SELECT n FROM this)
  UNION SELECT holder, n FROM claim WHERE counts AND proposition = (SELECT n FROM this)
  UNION SELECT team, NULL FROM member WHERE scholar = (SELECT n FROM this)
)
{SCHOLARS} JOIN found ON found.n = scholar.n
GROUP BY scholar.n ORDER BY COUNT(found.claim) DESC, scholar.rank"""

DISAGREEMENTS = """SELECT iri, kind, reason, proposition_for, proposition_against, claim_for, claim_against
FROM disagreement"""

DISAGREEMENT_KINDS = "SELECT kind, COUNT(*) FROM disagreement GROUP BY kind ORDER BY MIN(n)"

DISPUTES_OF = f"""{DISAGREEMENTS}
WHERE proposition_for = :iri OR proposition_against = :iri OR claim_for = :iri OR claim_against = :iri
  OR claim_for IN (SELECT iri FROM claim WHERE work = (SELECT n FROM node WHERE iri = :iri))
  OR claim_against IN (SELECT iri FROM claim WHERE work = (SELECT n FROM node WHERE iri = :iri)) ORDER BY n"""
