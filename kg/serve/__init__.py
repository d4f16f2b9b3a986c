"""The reading room: SPARQL over HTTP, pages for people and data for programs, from one published graph."""
