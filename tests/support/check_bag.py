#!/usr/bin/env python3
"""check_bag.py FOLDER: whether FOLDER is a complete and valid bag, by the text of RFC 8493 alone: no code of the tool that packed it
is used, and Debian has no validator. Prints what is wrong; a number in parentheses is the section."""
import hashlib
import os
import re
import sys
import urllib.parse

wrong = []
bag = os.path.realpath(sys.argv[1])


def content(name):
    with open(os.path.join(bag, name), "rb") as file:
        return file.read()


def lines(name):
    """A tag file's: UTF-8 without byte order mark, ended by LF, CR or CRLF (2.1.1, 2.3)."""
    text = content(name).decode("utf-8")
    if text.startswith("\ufeff"):
        wrong.append(f"{name}: a byte order mark (2.1.1)")
    return [line for line in re.split("\r\n|\r|\n", text) if line]


def check_declaration():
    """2.1.1: two lines, in this order."""
    if not re.fullmatch(rb"BagIt-Version: [0-9]+\.[0-9]+\r?\nTag-File-Character-Encoding: UTF-8(\r?\n)?", content("bagit.txt")):
        wrong.append("bagit.txt: not the declaration (2.1.1)")


def files_of_bag():
    """Paths as manifests write them: relative, with '/' (2.1.3); a link would be a second name of something."""
    names = set()
    for folder, below, files in os.walk(bag):
        for name in below + files:
            path = os.path.join(folder, name)
            if os.path.islink(path):
                wrong.append(f"{os.path.relpath(path, bag)}: a link")
        names.update(os.path.relpath(os.path.join(folder, name), bag) for name in files)
    return names


def entries(manifest):
    """2.1.3: checksum in hexadecimal, blanks, path; in the path only CR, LF and '%' are percent-encoded. No path twice."""
    found = {}
    for line in lines(manifest):
        match = re.fullmatch(r"([0-9a-fA-F]+)[ \t]+\*?(.+)", line)
        if not match:
            wrong.append(f"{manifest}: a line that is none of a manifest: {line!r} (2.1.3)")
            continue
        path = re.sub("%(0[aAdD]|25)", lambda code: urllib.parse.unquote(code[0]), match[2])
        if path in found:
            wrong.append(f"{manifest}: {path} stands in it twice (2.1.3)")
        if path.startswith(("/", "~")) or ".." in path.split("/"):
            wrong.append(f"{manifest}: {path} leads out of the bag (5.1)")
        found[path] = match[1].lower()
    return found


def check_manifest(manifest, names):
    algorithm = re.fullmatch(r"(?:tag)?manifest-([a-z0-9]+)\.txt", manifest)[1]
    listed = entries(manifest)
    for path, sum_ in listed.items():
        if path not in names:
            wrong.append(f"{path}: {manifest} names it, and it is not there (3)")
        elif hashlib.new(algorithm, content(path)).hexdigest() != sum_:
            wrong.append(f"{path}: not what {manifest} says (3)")
    return set(listed)


def check_payload(names, manifests):
    """2.1.3: each payload manifest names every payload file, and nothing else."""
    payload = {name for name in names if name.startswith("data/")}
    for manifest in manifests:
        listed = check_manifest(manifest, names)
        wrong.extend(f"{name}: {manifest} does not name it (2.1.3)" for name in sorted(payload - listed))
        wrong.extend(f"{name}: {manifest} names it, and it is no payload (2.1.3)" for name in sorted(listed - payload))


def check_tags(names, manifests, payload_manifests):
    """2.2.1: tag manifests name each payload manifest, no payload, and no tag manifest."""
    for manifest in manifests:
        listed = check_manifest(manifest, names)
        wrong.extend(f"{name}: {manifest} does not name it (2.2.1)" for name in sorted(set(payload_manifests) - listed))
        for name in sorted(listed):
            if name.startswith("data/") or name.startswith("tagmanifest-"):
                wrong.append(f"{name}: {manifest} must not name it (2.2.1)")


def check_info():
    """2.2.2: "Label: value", continued by lines that begin with a blank; Payload-Oxum is octets and number of files of the payload."""
    for line in lines("bag-info.txt"):
        if not re.match(r"[^\s:][^:]*:[ \t]|[ \t]", line):
            wrong.append(f"bag-info.txt: a line without label: {line!r} (2.2.2)")
        if line.startswith("Payload-Oxum: "):
            sizes = [os.path.getsize(os.path.join(folder, name))
                     for folder, _, files in os.walk(os.path.join(bag, "data")) for name in files]
            if line != f"Payload-Oxum: {sum(sizes)}.{len(sizes)}":
                wrong.append(f"bag-info.txt: {line}, but there are {sum(sizes)} octets in {len(sizes)} files (2.2.2)")


def check():
    names = files_of_bag()
    if "bagit.txt" not in names:
        wrong.append("bagit.txt: missing (2.1.1)")
        return
    if not os.path.isdir(os.path.join(bag, "data")):
        wrong.append("data/: missing (2.1.2)")
    payload_manifests = sorted(name for name in names if re.fullmatch(r"manifest-[a-z0-9]+\.txt", name))
    if not payload_manifests:
        wrong.append("no payload manifest (2.1.3)")
    check_declaration()
    check_payload(names, payload_manifests)
    check_tags(names, sorted(name for name in names if re.fullmatch(r"tagmanifest-[a-z0-9]+\.txt", name)), payload_manifests)
    if "bag-info.txt" in names:
        check_info()


check()
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
