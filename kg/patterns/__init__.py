"""What the claims show when works are counted: findings in plain sentences, each with its numbers, claims and test.

claims, named networks --Study--> one function a section --> Findings in Sections --> Report
"""

from kg.patterns.pictures import Bars, Bubbles, Lines, Picture, pictures
from kg.patterns.records import Finding, Kind, Report, Section, Test
from kg.patterns.report import report, sections
from kg.patterns.study import Clash, Source, Study

__all__ = [
    "Bars",
    "Bubbles",
    "Clash",
    "Finding",
    "Kind",
    "Lines",
    "Picture",
    "Report",
    "Section",
    "Source",
    "Study",
    "Test",
    "pictures",
    "report",
    "sections",
]
