#!/usr/bin/env python3
"""generate_conforming.py FILE [ENTRIES]: writes LDIF with a subschema and ENTRIES people that conform to it (1,000,000),
for `check --schema`."""
import json
import os
import sys

DEFINITIONS = os.path.join(os.path.dirname(__file__), "../../snapshot/ldap/schema/data/builtin-schema.json")
PERSON = """dn: uid=user{0},ou=People{1},dc=example,dc=com
objectClass: inetOrgPerson
objectClass: posixAccount
uid: user{0}
cn: User Number {0}
sn: Number{0}
givenName: User
mail: user{0}@example.com
telephoneNumber: +1 555 {0:07}
uidNumber: {0}
gidNumber: 100
homeDirectory: /home/user{0}
loginShell: /bin/bash
manager: uid=user{2},ou=People{3},dc=example,dc=com
userPassword: secret{0}
entryUUID: 3f1c2a90-7d44-4b1e-9a52-{0:012x}
createTimestamp: 20260302101407Z
modifyTimestamp: 20260302101407Z
creatorsName: cn=admin,dc=example,dc=com
modifiersName: cn=admin,dc=example,dc=com

"""
UNITS = 50


def main():
    entries = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    with open(DEFINITIONS, encoding="utf-8") as file:
        groups = json.load(file)["groups"]
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write("dn: cn=Subschema\nobjectClass: subschema\ncn: Subschema\n")
        for kind in ("attributeTypes", "objectClasses"):
            for group in groups:
                for text in group.get(kind, []):
                    out.write(f"{kind}: {text}\n")
        out.write("\ndn: dc=example,dc=com\nobjectClass: domain\ndc: example\n\n")
        for unit in range(UNITS):
            out.write(f"dn: ou=People{unit},dc=example,dc=com\nobjectClass: organizationalUnit\nou: People{unit}\n\n")
        for number in range(entries):
            manager = number // 10
            out.write(PERSON.format(number, number % UNITS, manager, manager % UNITS))


if __name__ == "__main__":
    main()
