#!/usr/bin/env python3
"""generate_join.py FOLDER [ENTRIES]: writes FOLDER/join.ldif, with ENTRIES devices and as many accounts (50,000), and
FOLDER/rules, with a rule that looks for the account of every device by a value that the two have in common."""
import json
import os
import sys

SETUPS = {
    "format": "ldapsnap-setups/1", "title": "Devices",
    "setups": [{"id": "devices-1", "title": "Devices 1", "product": "devices", "version": "1"}]}
RULE = {
    "format": "ldapsnap-rule/1", "title": "A device of two accounts", "level": "error", "blocks": ["devices-1"],
    "for_each": {"name": "device", "base": "${rootDSE.namingContexts}", "filter": "(objectClass=device)"},
    "when": {"base": "${rootDSE.namingContexts}", "filter": "(&(objectClass=account)(host=${device.serialNumber}))",
             "count": ">=2"},
    "why": "A device belongs to one account.", "fix": "Remove one of the accounts.",
    "references": [{"title": "Bench"}], "basis": "stated"}


def main():
    folder = sys.argv[1]
    entries = int(sys.argv[2]) if len(sys.argv) > 2 else 50000
    os.makedirs(f"{folder}/rules", exist_ok=True)
    for name, content in (("setups", SETUPS), ("device-of-two-accounts", RULE)):
        with open(f"{folder}/rules/{name}.json", "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
    with open(f"{folder}/join.ldif", "w", encoding="utf-8") as out:
        out.write("dn: o=Acme\nobjectClass: organization\no: Acme\n\n")
        for number in range(entries):
            out.write(f"dn: cn=device {number},o=Acme\nobjectClass: device\ncn: device {number}\nserialNumber: S{number}\n\n")
            out.write(f"dn: uid=account{number},o=Acme\nobjectClass: account\nuid: account{number}\nhost: s{number}\n\n")


if __name__ == "__main__":
    main()
