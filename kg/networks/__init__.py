"""Claims as networks: chosen by filters, projected by queries, rolled up, folded; every edge keeps its claims.

claims --filters--> chosen claims;  rows of queries/networks/*.rq --projection--> networkx graph --fold--> graph
"""

from kg.model import Roll
from kg.networks.filters import Filter, chosen
from kg.networks.fold import fold
from kg.networks.projection import Rows, network
from kg.networks.things import Things, countries

__all__ = ["Filter", "Roll", "Rows", "Things", "chosen", "countries", "fold", "network"]
