"""What the first visitors would wait for, made when the server has started or shows another graph."""

from __future__ import annotations

import logging
from contextlib import suppress

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from kg.model import KgError
from kg.serve import query_page, rendering
from kg.serve.description import counted
from kg.serve.linked import ontology_page
from kg.serve.pages.countries import countries
from kg.serve.pages.naming import names
from kg.serve.room import Room
