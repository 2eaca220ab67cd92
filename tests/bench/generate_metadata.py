#!/usr/bin/python3
"""generate_metadata.py ENTRIES SECONDS: users of Active Directory as LDIF on stdout, with replPropertyMetaData: when
each of their twelve attributes was written, on two domain controllers. One was created each SECONDS, of which there may
be a part (0.01); a thousandth was changed by a setup at one time. The same entries for the same numbers."""
import base64
import random
import struct
import sys
import time

EPOCH = 11_644_473_600  # 1601-01-01 to 1970-01-01, in seconds
BEGIN = 1_735_689_600  # 2025-01-01
SETUP = 1_795_186_800  # 2026-11-20 15:00
DOMAIN = "DC=example,DC=test"
DCS = [bytes(range(1, 17)), bytes(range(101, 117))]
# objectClass, cn, instanceType, whenCreated, displayName, description, name, sAMAccountName, userAccountControl,
# userPrincipalName, pwdLastSet, objectCategory
ATTIDS = sorted([0x0, 0x3, 0x20001, 0x20002, 0x2000D, 0xD, 0x90001, 0x900DD, 0x90008, 0x90290, 0x90060, 0x9030E])
DESCRIPTION = 0xD


def stamp(attid, version, moment, controller, usn):
    return struct.pack("<IIq16sQQ", attid, version, moment + EPOCH, DCS[controller], usn, usn)


def text(moment):
    return time.strftime("%Y%m%d%H%M%S.0Z", time.gmtime(moment))


def main():
    count, pause = int(sys.argv[1]), float(sys.argv[2])
    chance = random.Random(count)
    out = sys.stdout
    out.write(f"dn:\nnamingContexts: {DOMAIN}\ndefaultNamingContext: {DOMAIN}\nvendorName: Samba Team\n\n"
              f"dn: {DOMAIN}\nobjectClass: top\nobjectClass: domainDNS\ndc: example\nwhenCreated: {text(BEGIN)}\n\n"
              f"dn: OU=People,{DOMAIN}\nobjectClass: top\nobjectClass: organizationalUnit\nou: People\n"
              f"whenCreated: {text(BEGIN)}\n\n")
    for i in range(count):
        created = BEGIN + int(i * pause)
        controller = i & 1
        stamps = []
        last = created
        for attid in ATTIDS:
            version, moment = 1, created
            if attid == DESCRIPTION and chance.random() < 0.001:
                version, moment, last = 2, SETUP + i % 60, SETUP + i % 60
            stamps.append(stamp(attid, version, moment, controller, 1000 + i))
        blob = base64.b64encode(struct.pack("<IIII", 1, 0, len(stamps), 0) + b"".join(stamps)).decode()
        out.write(f"dn: CN=User {i},OU=People,{DOMAIN}\nobjectClass: top\nobjectClass: person\n"
                  f"objectClass: organizationalPerson\nobjectClass: user\ncn: User {i}\nname: User {i}\n"
                  f"description: number {i}\nsAMAccountName: user{i}\nuserPrincipalName: user{i}@example.test\n"
                  f"uSNChanged: {1000 + i}\nwhenCreated: {text(created)}\nwhenChanged: {text(last)}\n"
                  f"replPropertyMetaData:: {blob}\n\n")


main()
