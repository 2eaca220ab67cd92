#!/usr/bin/env python3
"""Two LDIF files compared where they lie: is the answer the truth, and what does it cost?

ldif_pair.py --bin DIR [--entries N] [--seed S] [--runs R] [--folder DIR] [--truth-only]

Makes the pair of generate_pair twice, shuffled and in the same order, and compares each with `ldapsnap diff`. The
report must be the truth that the generator wrote: 0 missing, 0 extra, renames as renames. Then prints, for each, wall
time as a ratio to `cat A B >/dev/null` (both the best of R runs in turn), processor time, and the peak of the memory
beside the mapped files. Exit code 1 when the report is not the truth.

DIR holds ldapsnap and generate_pair. With LDAPSNAP_LONG_TESTS=1, --truth-only also takes 100,000 and 1,000,000 entries.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

from measure import run

ORDERS = ("shuffled", "same-order")
BARS = {"shuffled": 8, "same-order": 4}


def make_pair(args, entries, order, folder):
    os.makedirs(folder)
    subprocess.run([f"{args.bin}/generate_pair", str(entries), str(args.seed), folder, order], check=True)
    return f"{folder}/a.ldif", f"{folder}/b.ldif"


def diff_command(args, pair, folder):
    return [f"{args.bin}/ldapsnap", "--quiet", "--store", f"{folder}/no-store", "diff", *pair,
            "--format", "json", "-o", f"{folder}/report.json"]


def truth_of(folder):
    """The generator's lines as tuples: (change, dn, more)."""
    kinds = {"add": "added", "delete": "removed", "modify": "modified", "rename": "renamed"}
    truth = set()
    with open(f"{folder}/truth.tsv", encoding="utf-8") as lines:
        for line in lines:
            kind, *rest = line.rstrip("\n").split("\t")
            if kind == "rename":
                truth.add(("renamed", rest[1], rest[0]))
            else:
                truth.add((kinds[kind], rest[0], rest[1].split()[-1] if kind == "modify" else ""))
    return truth


def found_in(folder):
    with open(f"{folder}/report.json", encoding="utf-8") as text:
        report = json.load(text)
    found = set()
    for change in report["changes"]:
        attributes = " ".join(attribute["attribute"] for attribute in change["attributes"])
        more = {"modified": attributes, "renamed": (change["from"] or "") + attributes}.get(change["change"], "")
        found.add((change["change"], change["dn"], more))
    return found


def check_truth(args, entries, order, folder):
    """True when `ldapsnap diff` says what the generator did."""
    pair = make_pair(args, entries, order, folder)
    code = subprocess.run(diff_command(args, pair, folder), check=False).returncode
    truth, found = truth_of(folder), found_in(folder)
    missing, extra = truth - found, found - truth
    print(f"{entries} entries, {order}: {len(truth)} changes, {len(missing)} missing, {len(extra)} extra", flush=True)
    for what, some in (("missing", missing), ("extra", extra)):
        for change in sorted(some)[:5]:
            print(f"  {what}: {change}")
    return code == 1 and not missing and not extra


def measure(args, entries, order, folder):
    pair = (f"{folder}/a.ldif", f"{folder}/b.ldif")
    command = diff_command(args, pair, folder)
    cats, diffs = [], []
    for _ in range(args.runs):
        cats.append(run(["cat", *pair]))
        diffs.append(run(command))
    cat, wall = min(cats)[0], min(diffs)[0]
    processor = min(diff[1] for diff in diffs)
    peak = max(diff[2] for diff in diffs)
    size = sum(os.path.getsize(file) for file in pair)
    print(f"{order}: {wall / cat:.1f} x cat (bar {BARS[order]}); {wall:.2f} s, cat {cat:.2f} s, processor {processor:.2f} s, "
          f"{size / 1e6:.0f} MB; memory beside the files {peak:.0f} MB, {peak * 1024 * 1024 / (2 * entries):.0f} bytes an entry",
          flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--entries", type=int, default=1000000)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", default=None)
    parser.add_argument("--truth-only", action="store_true")
    args = parser.parse_args()
    sizes = [args.entries]
    if args.truth_only and os.environ.get("LDAPSNAP_LONG_TESTS") == "1":
        sizes += [100000, 1000000]
    is_true = True
    for entries in sizes:
        for order in ORDERS:
            with tempfile.TemporaryDirectory(prefix="ldapsnap-pair-", dir=args.folder) as work:
                folder = f"{work}/pair"
                is_true = check_truth(args, entries, order, folder) and is_true
                if not args.truth_only:
                    measure(args, entries, order, folder)
    return 0 if is_true else 1


if __name__ == "__main__":
    sys.exit(main())
