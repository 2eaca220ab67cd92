#!/usr/bin/env python3
"""validate_json.py SCHEMA: validates the JSON document on stdin with python3-jsonschema; prints each violation."""
import json
import sys

import jsonschema


def reject_duplicates(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"duplicate member in {names}"
    return dict(pairs)


with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
document = json.load(sys.stdin, object_pairs_hook=reject_duplicates, parse_float=lambda text: 1 / 0)
errors = list(jsonschema.Draft202012Validator(schema).iter_errors(document))
for error in errors:
    print("/" + "/".join(map(str, error.absolute_path)), error.message[:300])
sys.exit(1 if errors else 0)
