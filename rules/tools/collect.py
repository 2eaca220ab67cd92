#!/usr/bin/env python3
"""Writes a collection (diff/rules/RULES.md, "Collections") from files that define schema elements.

  collect.py -o windows-server-2012.json --title TEXT --source TITLE [--url URL] [--less OLDER.json...] FILE...

FILE: attributeSchema and classSchema objects as LDIF or LDF, a subschema in LDIF (attributeTypes, olcAttributeTypes), or
slapd's .schema. Only what identifies an element is taken: its names, its OID, its CN, linkID and schemaIDGUID. --less
leaves out what an older collection has in the same way.
"""
import argparse
import base64
import gzip
import json
import re
import sys
import uuid


def text_of(path):
    opened = gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
    with opened:
        return opened.read().decode("utf-8", "replace")


def records(text):
    """The attributes of each record, names in lower case, of LDIF as Microsoft publishes it: no line is folded
    with more than one space, and a record may follow another without an empty line."""
    record = {}
    last = None
    for line in text.splitlines():
        if line.startswith("#") or line.strip() == "-":
            continue
        if line.startswith(" ") and last:
            record[last][-1] += line[1:]
            continue
        found = re.match(r"([A-Za-z][A-Za-z0-9;-]*):(:?) ?(.*)$", line)
        if not found:
            if not line.strip():
                last = None
            continue
        name = found[1].lower()
        if name in ("dn", "cn") and record.get(name) and (name == "dn" or "dn" not in record):
            yield record
            record = {}
        value = found[3].strip()
        record.setdefault(name, []).append(("::" + value) if found[2] else value)
        last = name
    if record:
        yield record


def guid(value):
    if value.startswith("::"):
        return str(uuid.UUID(bytes_le=base64.b64decode(value[2:])))
    return str(uuid.UUID(value))


def of_object(record):
    first = lambda name: record.get(name, [""])[0].strip()
    oid = first("attributeid") or first("governsid")
    name = first("ldapdisplayname")
    if not oid or not name:
        return None
    if record.get("changetype", ["add"])[0].strip().lower() not in ("add", "ntdsschemaadd"):
        return None
    element = {"kind": "attribute" if first("attributeid") else "class", "oid": oid, "names": [name]}
    if first("cn"):
        element["cn"] = first("cn")
    if first("linkid") and first("linkid") != "0":
        element["linkID"] = int(first("linkid"))
    if first("schemaidguid"):
        try:
            element["schemaIDGUID"] = guid(first("schemaidguid"))
        except ValueError:
            print("no GUID:", name, first("schemaidguid"), file=sys.stderr)
    return element


def definitions(text):
    """Kind and text of each definition."""
    unfolded = re.sub(r"\r?\n ", "", text) if re.search(r"(?im)^(olc)?(attributeTypes|objectClasses):", text) else text
    unfolded = re.sub(r"(?m)^\s*#.*$", "", unfolded)
    for found in re.finditer(r"(?im)^\s*(?:olc)?(attributetypes?|objectclass(?:es)?):?\s*(?:\{\d+\})?\(", unfolded):
        depth, at, quoted = 1, found.end(), False
        while depth and at < len(unfolded):
            c = unfolded[at]
            quoted ^= c == "'"
            depth += (c == "(" and not quoted) - (c == ")" and not quoted)
            at += 1
        yield ("attribute" if found[1].lower().startswith("attr") else "class"), unfolded[found.end():at - 1]


def of_definition(kind, text, macros):
    oid = text.split()[0].strip("'")
    head = re.search(r"\bNAME\s+(\(\s*(?:'[^']*'\s*)+\)|'[^']*')", text)
    names = re.findall(r"'([^']*)'", head[1]) if head else []
    macro = re.match(r"([A-Za-z][A-Za-z0-9-]*)(?::([\d.]+))?$", oid)
    if macro and macro[1] in macros:
        oid = macros[macro[1]] + ("." + macro[2] if macro[2] else "")
    return {"kind": kind, "oid": oid, "names": names}


def macros_of(text):
    macros = {}
    for found in re.finditer(r"(?im)^(?:olc)?objectidentifier:?\s+(?:\{\d+\})?(\S+)\s+(\S+)", text):
        value = found[2]
        base = re.match(r"([A-Za-z][A-Za-z0-9-]*):([\d.]+)$", value)
        macros[found[1]] = macros[base[1]] + "." + base[2] if base else value
    return macros


def elements_of(path):
    text = text_of(path)
    if re.search(r"(?im)^ldapdisplayname:", text):
        return [element for element in map(of_object, records(text)) if element]
    macros = macros_of(text)
    return [of_definition(kind, body, macros) for kind, body in definitions(text)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-o", required=True)
    parser.add_argument("--title", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--url")
    parser.add_argument("--less", action="append", default=[])
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    known = set()
    for older in args.less:
        with open(older) as f:
            known |= {json.dumps(element, sort_keys=True) for element in json.load(f)["elements"]}
    seen, elements = set(), []
    for path in args.files:
        for element in elements_of(path):
            key = (element["kind"], element["oid"])
            if key in seen or json.dumps(element, sort_keys=True) in known:
                continue
            seen.add(key)
            elements.append(element)
    elements.sort(key=lambda e: (e["kind"], [int(n) if n.isdigit() else 0 for n in e["oid"].split(".")]))
    source = {"title": args.source, **({"url": args.url} if args.url else {})}
    lines = ",\n".join("    " + json.dumps(element, ensure_ascii=False) for element in elements)
    with open(args.o, "w") as f:
        f.write('{\n  "format": "ldapsnap-collection/1",\n  "title": %s,\n  "source": %s,\n  "elements": [\n%s\n  ]\n}\n' % (
            json.dumps(args.title), json.dumps(source), lines))
    print(args.o, len(elements))


main()
