"""Validates the graph in DATA (Turtle or JSON-LD, by FORMAT) against the shapes in SHAPES; prints the
report when it does not conform, and how many statements it has when it does."""

import os
import sys

import pyshacl
from rdflib import Graph

data = Graph().parse(os.environ["DATA"], format=os.environ["FORMAT"])
shapes = Graph().parse(os.environ["SHAPES"], format="turtle")
conforms, _, report = pyshacl.validate(data, shacl_graph=shapes, meta_shacl=True, inference="none")
if not conforms:
    print(report)
    sys.exit(0)
print(f"conforms {len(data)}")
