"""Graphs on SPARQL 1.1 servers: addresses, talking HTTP, sending a graph, asking it.

address     what a user writes, to the URLs of a server
http        requests with a login, bounded and on one connection
dialect     queries as Virtuoso understands them
publishing  sorted lines to the named graphs of a server, only those that changed
graph       the published graph, open for reading, as ``kg.store.Store`` gives it
"""
