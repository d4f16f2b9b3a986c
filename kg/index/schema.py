"""The tables of an index. Every IRI has one number, its node, and claims name nodes; lists of IRIs are JSON.

``rank`` is the place of a row in the list that pages give, from 0. What readers may not see anew is made anew:
an index of another number of the schema, or one that is not whole, is thrown away.
"""

from __future__ import annotations

NUMBER = 4
"""Changes with the tables and with what is put into them."""

APPLICATION = 0x6B676978
"""What the header of the file says that it is: ``kgix``."""

TABLES = """
CREATE TABLE total (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE node (n INTEGER PRIMARY KEY, iri TEXT NOT NULL, label TEXT NOT NULL);
CREATE TABLE thing (
  n INTEGER PRIMARY KEY, rank INTEGER NOT NULL, type TEXT NOT NULL, definition TEXT NOT NULL, example TEXT NOT NULL,
  level TEXT NOT NULL, local INTEGER NOT NULL, claims INTEGER NOT NULL, works INTEGER NOT NULL
);
CREATE TABLE broader (thing INTEGER NOT NULL, general INTEGER NOT NULL, PRIMARY KEY (thing, general)) WITHOUT ROWID;
CREATE TABLE work (
  n INTEGER PRIMARY KEY, rank INTEGER NOT NULL, doc TEXT NOT NULL, citation TEXT NOT NULL, title TEXT NOT NULL,
  year TEXT NOT NULL, doi TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL, authors TEXT NOT NULL,
  places TEXT NOT NULL, sentences INTEGER NOT NULL, claims INTEGER NOT NULL, merged TEXT NOT NULL, related TEXT NOT NULL
);
CREATE TABLE scholar (
  n INTEGER PRIMARY KEY, rank INTEGER NOT NULL, label TEXT NOT NULL, claims INTEGER NOT NULL, works INTEGER NOT NULL,
  members TEXT NOT NULL
);
CREATE TABLE member (scholar INTEGER NOT NULL, team INTEGER NOT NULL, PRIMARY KEY (scholar, team)) WITHOUT ROWID;
CREATE TABLE sentence (
  n INTEGER PRIMARY KEY, rank INTEGER NOT NULL, quote TEXT NOT NULL, start TEXT NOT NULL, end TEXT NOT NULL,
  section TEXT NOT NULL, page TEXT NOT NULL, claims INTEGER NOT NULL, first TEXT NOT NULL
);
CREATE TABLE proposition (
  n INTEGER PRIMARY KEY, head INTEGER NOT NULL, relation TEXT NOT NULL, tail INTEGER NOT NULL, belief REAL NOT NULL,
  low REAL NOT NULL, high REAL NOT NULL, denial REAL NOT NULL, works INTEGER NOT NULL, supporting INTEGER NOT NULL,
  sources INTEGER NOT NULL, refines TEXT NOT NULL
);
CREATE TABLE claim (
  n INTEGER PRIMARY KEY, iri TEXT NOT NULL, counts INTEGER NOT NULL, work INTEGER NOT NULL, head INTEGER NOT NULL,
  relation TEXT NOT NULL, tail INTEGER NOT NULL, proposition INTEGER, holder INTEGER NOT NULL,
  evidence INTEGER NOT NULL, head_type TEXT NOT NULL, tail_type TEXT NOT NULL, polarity TEXT NOT NULL,
  modality TEXT NOT NULL, confidence TEXT NOT NULL, rule TEXT NOT NULL, head_mention TEXT NOT NULL,
  tail_mention TEXT NOT NULL, time TEXT NOT NULL, place TEXT NOT NULL, belief TEXT NOT NULL, status TEXT NOT NULL,
  trigger_start TEXT NOT NULL, trigger_end TEXT NOT NULL, head_start TEXT NOT NULL, head_end TEXT NOT NULL,
  tail_start TEXT NOT NULL, tail_end TEXT NOT NULL
);
CREATE TABLE disagreement (
  n INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, proposition_for TEXT NOT NULL,
  proposition_against TEXT NOT NULL, claim_for TEXT NOT NULL, claim_against TEXT NOT NULL
);
CREATE TABLE name (
  n INTEGER PRIMARY KEY, node INTEGER NOT NULL, of TEXT NOT NULL, kind TEXT NOT NULL, place INTEGER NOT NULL,
  text TEXT NOT NULL, claims INTEGER NOT NULL, folded TEXT NOT NULL
);
"""
"""Claims are numbered in the order in which they are read, disagreements by rank, and names by the claims of what they
name, so that a search that goes by number gives the best first. The place of a label among names is 0."""

INDEXES = """
CREATE UNIQUE INDEX node_iri ON node (iri);
CREATE UNIQUE INDEX claim_iri ON claim (iri);
CREATE INDEX claim_head ON claim (head);
CREATE INDEX claim_tail ON claim (tail);
CREATE INDEX claim_work ON claim (work);
CREATE INDEX claim_holder ON claim (holder);
CREATE INDEX claim_proposition ON claim (proposition);
CREATE INDEX claim_evidence ON claim (evidence);
CREATE INDEX thing_rank ON thing (rank);
CREATE INDEX thing_type ON thing (type, rank);
CREATE INDEX work_rank ON work (rank);
CREATE INDEX scholar_rank ON scholar (rank);
CREATE INDEX broader_general ON broader (general);
CREATE UNIQUE INDEX disagreement_iri ON disagreement (iri);
CREATE INDEX disagreement_kind ON disagreement (kind);
CREATE INDEX disagreement_proposition_for ON disagreement (proposition_for);
CREATE INDEX disagreement_proposition_against ON disagreement (proposition_against);
CREATE INDEX disagreement_claim_for ON disagreement (claim_for);
CREATE INDEX disagreement_claim_against ON disagreement (claim_against);
CREATE UNIQUE INDEX sentence_rank ON sentence (rank);
CREATE INDEX name_node ON name (node);
CREATE INDEX name_folded ON name (of, folded);
"""

WORDS = """
CREATE VIRTUAL TABLE name_words USING fts5 (text, content='', prefix='1 2 3');
CREATE VIRTUAL TABLE work_words USING fts5 (text, content='', prefix='1 2 3');
CREATE VIRTUAL TABLE sentence_words USING fts5 (text, content='', prefix='3');
CREATE VIRTUAL TABLE name_term USING fts5vocab (name_words, row);
"""
"""What is searched by words: names by number, works and sentences by rank, all of them folded."""
