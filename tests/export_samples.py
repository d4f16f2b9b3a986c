"""Made-up records in three formats of reference managers, and two papers with sections."""

from __future__ import annotations

RIS = """TY  - JOUR
ID  - ash04
AU  - Ash, Ada
AU  - Birch, Ben
TI  - Tolls between two counties
T2  - Journal of Made-up Counties
PY  - 2004/03//
VL  - 3
IS  - 2
SP  - 11
EP  - 29
DO  - 10.1234/made.up.1
AB  - Local protectionism hinders regional economic integration. Benefit sharing reduces local protectionism.
KW  - counties
KW  - tolls
N1  - my own note
N1  - a second one
  that goes on
U1  - 12345
XX  - =HYPERLINK("http://example.org")
XX  - twice
L1  - file:///C:/papers/ash.pdf
C7  - e12
ER  - 

TY  - THES
AU  - Cedar, Cy
TI  - Who pays?
PY  - 2011
PB  - Example University
M3  - PhD
U2  - no abstract, so no claim
ZZ  - odd
ER  - 

TY  - JOUR
AU  - Dogwood, Dee
PY  - 2001
N2  - The interlocal agreement promotes trust. Nothing here has a title.
ER  - 

TY  - JOUR
AU  - Elm, Ed
PY  - 2019
VL  - 7
ER  - 

TY  - JOUR
AU  - Fir, Flo
TI  - Les accords entre les communes
PY  - 2012
AB  - Les accords entre les communes de la vallée ne sont pas nouveaux, mais les maires y voient depuis peu un moyen \
de partager les frais des routes et des écoles, et les habitants ne savent guère ce que leur commune y gagne ou y perd.
ER  - 
"""
"""Of five records one has no claim, one no title, one nothing to read, and one is in French."""

BIBTEX = r"""@string{jmc = "Journal of Made-up Counties"}
@preamble{"\newcommand{\x}{y}"}

@book{aaa-parent,
  editor = {Gorse, Gil},
  title = {Handbook of Made-up Bridges},
  publisher = {Example Press},
  year = 2011
}

@article{hazel05,
  author = {Hazel, Hal and {Board of Bridges}},
  title = {Who pays for {B}ridges \& tolls},
  journal = jmc,
  year = 2005,
  month = mar,
  doi = {10.1234/made.up.2},
  abstract = {Local protectionism hinders regional economic integration. Benefit sharing promotes trust.},
  keywords = {counties; tolls},
  file = {:C\:/papers/hazel.pdf:PDF},
  groups = {mine},
  x-odd = "quoted {"}odd{"}",
}

@incollection{ivy,
  author = {Ivy, Ida},
  title = {A walk over the bridge},
  crossref = {aaa-parent},
  pages = {1--20}
}
"""

CSL = """[
 {"id": "http://zotero.org/users/1/items/AAA", "type": "article-journal", "title": "Ferries and free riding",
  "author": [{"family": "Juniper", "given": "Jo", "non-dropping-particle": "van"}],
  "issued": {"date-parts": [[2006, 3]]}, "DOI": "10.1234/made.up.3", "container-title": "Made-up Quarterly",
  "abstract": "Free riding hinders intergovernmental cooperation. Trust promotes intergovernmental cooperation.",
  "keyword": "ferries, counties", "note": "mine", "custom": {"odd": [1, 2.5]}, "ISSN": "1234-5678"},
 {"id": 7, "type": "book", "title": "Volume three", "publisher": "Example Press", "number-of-pages": "211",
  "x-odd": null}
]
"""

PAPER = """---
title: River pacts
authors: ["Kale, Kim", Office of Rivers]
year: {year}
container: Made-up Quarterly
---
# Introduction

Local governments cooperate with neighbouring governments. Resource dependence theory explains intergovernmental \
cooperation. The central government directs local governments.

# Results

Local protectionism hinders regional economic integration. Benefit sharing reduces local protectionism. Trust may \
promote intergovernmental cooperation. Joint meetings do not reduce transaction costs.

# Conclusion

Governments should establish a joint meeting office. Leadership promotes policy coordination.
"""

FILES = {
    "zotero.ris": RIS,
    "library.bib": BIBTEX,
    "items.json": CSL,
    "kale.md": PAPER.replace("{year}", "2007"),
    "kale-more.md": PAPER.replace("River pacts", "More river pacts of other towns").replace("{year}", "2017"),
}
"""The files of a small store."""
