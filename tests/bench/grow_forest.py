#!/usr/bin/env python3
"""grow_forest.py FOREST.ldif GROWN.ldif [--configuration N] [--schema N] [--people N]

Grows a provisioned Samba to the size of a large company: writes what `ldbsearch` exported of it, and then copies of its
own objects under other names, until the configuration has N objects (15,000), the schema N attributes and classes
(2,500), and the domain N more users and groups (100,000) with security descriptors and links in both directions.

The same objects are added whatever the forest, so an export before a schema upgrade and one after it differ, grown, in
what the upgrade did alone.
"""
import argparse
import hashlib

PEOPLE_A_GROUP = 20  # of the added users and groups every twentieth is a group, of the users before it
FIRST_RID = 10000


def unfolded(record):
    """The logical lines of a record, without comments."""
    lines = []
    for line in record.split("\n"):
        if line.startswith(" ") and lines:
            lines[-1] += line[1:]
        elif line and not line.startswith("#"):
            lines.append(line)
    return lines


def folded(line):
    """As ldbsearch writes it: at most 78 characters."""
    if len(line) <= 78:
        return line
    return line[:78] + "".join("\n " + line[at:at + 77] for at in range(78, len(line), 77))


def value_of(lines, attribute):
    start = attribute + ": "
    return next((line[len(start):] for line in lines if line.startswith(start)), "")


def has_class(lines, name):
    return "objectClass: " + name in lines


def guid_of(text):
    digits = hashlib.sha256(text.encode()).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))


class Growth:
    """Objects that are added, each a copy of one that is there."""

    def __init__(self, out, records):
        self.out = out
        self.templates = {"attribute": [], "class": [], "configuration": [], "user": None, "group": None}
        self.size = {"schema": 0, "configuration": 0}
        self.domain = ""
        self.links = {}  # of a user: the group that it is a member of
        for lines in records:
            self.look(lines)

    def look(self, lines):
        dn = value_of(lines, "dn")
        if has_class(lines, "domainDNS"):
            self.domain = dn
        if ",CN=Schema,CN=Configuration," in dn:
            self.size["schema"] += 1
            kind = "attribute" if has_class(lines, "attributeSchema") else "class" if has_class(lines, "classSchema") else ""
            is_plain = kind and not value_of(lines, "linkID") and not value_of(lines, "isDefunct")
            if is_plain:
                self.templates[kind].append(lines)
        elif ",CN=Configuration," in dn:
            self.size["configuration"] += 1
            # What has something below it, or stands once, is not copied.
            if has_class(lines, "displaySpecifier") or has_class(lines, "controlAccessRight") or has_class(lines, "container"):
                self.templates["configuration"].append(lines)
        elif dn.startswith("CN=Administrator,CN=Users,"):
            self.templates["user"] = lines
        elif dn.startswith("CN=Domain Guests,CN=Users,"):
            self.templates["group"] = lines

    def write(self, lines):
        self.out.write("\n".join(folded(line) for line in lines) + "\n\n")

    def copy(self, template, dn, replaced, without=()):
        """`replaced`: the values of attributes of the template, each by one."""
        name = dn[3:dn.index(",")]
        values = {"dn": dn, "cn": name, "name": name, "distinguishedName": dn, "objectGUID": guid_of(dn), **replaced}
        lines, seen = [], set()
        for line in template:
            attribute = line[:line.index(":")]
            if attribute in without:
                continue
            if attribute not in values:
                lines.append(line)
            elif attribute not in seen:
                lines.append(f"{attribute}: {values[attribute]}")
            seen.add(attribute)
        return lines

    def grow_schema(self, target):
        for number in range(max(0, target - self.size["schema"])):
            kind = "class" if number % 4 == 0 else "attribute"
            templates = self.templates[kind]
            oid = f"1.3.6.1.4.1.99999.{1 if kind == 'class' else 2}.{number}"
            dn = f"CN=Grown-{kind}-{number},CN=Schema,CN=Configuration,{self.domain}"
            name = f"grown{kind.capitalize()}{number}"
            self.write(self.copy(templates[number % len(templates)], dn, {
                "lDAPDisplayName": name, "adminDisplayName": name, "schemaIDGUID": guid_of(oid),
                "attributeID": oid, "governsID": oid, "defaultObjectCategory": dn,
                "objectSid": "", "mAPIID": str(50000 + number)}))

    def grow_configuration(self, target):
        templates = self.templates["configuration"]
        for number in range(max(0, target - self.size["configuration"])):
            template = templates[number % len(templates)]
            rdn, parent = value_of(template, "dn").split(",", 1)
            dn = f"CN=Grown-{number}-{rdn[3:]},{parent}"
            self.write(self.copy(template, dn, {"rightsGuid": guid_of(f"right {number}")}))

    def grow_people(self, count):
        below = f"OU=Grown,{self.domain}"
        sid = value_of(self.templates["user"], "objectSid").rsplit("-", 1)[0]
        self.write(["dn: " + below, "objectClass: top", "objectClass: organizationalUnit", "ou: Grown", "name: Grown",
                    "instanceType: 4", "objectGUID: " + guid_of(below), "distinguishedName: " + below,
                    f"objectCategory: CN=Organizational-Unit,CN=Schema,CN=Configuration,{self.domain}"])
        for number in range(count):
            is_group = number % PEOPLE_A_GROUP == PEOPLE_A_GROUP - 1
            dn = f"CN={'Group' if is_group else 'User'} {number},{below}"
            replaced = {"objectSid": f"{sid}-{FIRST_RID + number}", "description": f"Grown object {number}",
                        "sAMAccountName": f"grown{number}"}
            lines = self.copy(self.templates["group" if is_group else "user"], dn, replaced,
                              ("memberOf", "member", "isCriticalSystemObject", "adminCount", "showInAdvancedViewOnly"))
            group = number - number % PEOPLE_A_GROUP + PEOPLE_A_GROUP - 1
            if is_group:
                lines += [f"member: CN=User {member},{below}" for member in range(number - PEOPLE_A_GROUP + 1, number)]
            elif group < count:
                lines.append(f"memberOf: CN=Group {group},{below}")
            self.write(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("forest")
    parser.add_argument("grown")
    parser.add_argument("--configuration", type=int, default=15000)
    parser.add_argument("--schema", type=int, default=2500)
    parser.add_argument("--people", type=int, default=100000)
    args = parser.parse_args()
    with open(args.forest, encoding="utf-8") as file:
        text = file.read()
    with open(args.grown, "w", encoding="utf-8") as out:
        out.write(text.rstrip("\n") + "\n\n")
        records = (unfolded(record) for record in text.split("\n\n"))
        growth = Growth(out, (lines for lines in records if lines and lines[0].startswith("dn: ")))
        growth.grow_schema(args.schema)
        growth.grow_configuration(args.configuration)
        growth.grow_people(args.people)


if __name__ == "__main__":
    main()
