#!/usr/bin/env python3
"""Collects everything that ldapsnap says to people in one file, and looks for phrases that are not plain English.

    check_language.py --bin BUILD/bin --messages FILE

FILE gets every help page and every sentence of the sources with its place, for somebody to read aloud. The check looks at
that, at the documents and at the names of tests. A phrase of the list below is a mistake wherever it occurs; most were
habits of the first version.
"""

import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ["snapshot", "diff", "report", "cli"]

# What not to write, and what to write instead.
PHRASES = [
    (r"(?<!there )(?<!There )\b(?:is|are|was) no (?!longer\b|more\b|such\b|need\b|change\b|difference\b|way\b)(?:valid )?[a-z]", "is not a ..."),
    (r"(?<!leaves )(?<!left )(?<!nothing )\b(?:behind|beside)\b", "after; next to, besides"),
    (r"\b(?:stands?|stood)\b(?! for\b| in for\b|[- ]alone\b)", "is, is written, occurs"),
    (r"(?<!can )\b(?:tells?|told)\b(?! (?:you|apart|the truth)\b)", "says, reports, shows"),
    (r"\b(?:for|to|of) who\b", "for whoever, to a reader who"),
    (r"\banew\b", "again, re-created"),
    (r"\bread whole\b|\bshown whole\b|\bis whole\b|\bare whole\b", "in full, complete"),
    (r"\bgoes on behind\b|\bfrom of old\b|\bbe it\b", "continues after"),
    (r"\bplease report it\b", "say where to report it"),
]
# Where a phrase is quoted and not used: (file, text in the line).
QUOTED = [("tests/check_language.py", ""), ("CHANGELOG.md", "")]

# Test names are words without blanks: parts that no specification begins or ends with.
TEST_NAMES = [
    (r"Told\b|IsTold|AreTold|Tells[A-Z]|TellsIts", "is reported"),
    (r"(?:Is|Are)No(?!t|ne|Difference|Longer|Rename|Replacement|Finding)[A-Z]", "is not a"),
    (r"Stands[A-Z]|Stands$|Behind[A-Z]|Beside[A-Z]|Anew|Nobody|ForWho|ToWho", "is, after, next to, re-created, no one"),
    (r"OneClearLine$", "GivesOneLineError"),
    (r"AreOne$|IsOne$(?<!ExitCodeOfReport)", "say what it is"),
]


def literals(text):
    """(line, literal) of each string of C++ source; adjacent literals are one."""
    token = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^(\s]*)\((?P<raw>.*?)\)(?P=d)"|"(?P<text>(?:[^"\\\n]|\\.)*)"|\'(?:[^\'\\\n]|\\.)+\'', re.S)
    joined, line, end = None, 0, 0
    for match in token.finditer(text):
        value = match.group("raw") if match.group("raw") is not None else match.group("text")
        if value is None:
            continue
        if joined is not None and text[end:match.start()].strip() == "":
            joined += value
        else:
            if joined is not None:
                yield line, joined
            joined, line = value, text.count("\n", 0, match.start()) + 1
        end = match.end()
    if joined is not None:
        yield line, joined


def is_sentence(text):
    return len(re.findall(r"[A-Za-z]{2,}", text)) >= 2 and " " in text


def messages():
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix not in (".cpp", ".h"):
                continue
            for line, literal in literals(file.read_text(encoding="utf-8")):
                if is_sentence(literal):
                    yield f"{file.relative_to(ROOT)}:{line}", literal


def help_pages(program):
    """Every command's help, found from the top page down."""
    def page(words):
        return subprocess.run([program, *words, "--help"], capture_output=True, text=True, check=True).stdout

    waiting = [[]]
    while waiting:
        words = waiting.pop(0)
        text = page(words)
        yield "ldapsnap " + " ".join([*words, "--help"]), text
        section = re.search(r"^(?:sub)?commands:\n((?:[ \t].*\n|\n)*)", text, re.M | re.I)
        for line in section.group(1).splitlines() if section else []:
            name = re.match(r"  ([a-z][a-z-]*)\b", line)
            if name and name.group(1) not in ("help",):
                waiting.append([*words, name.group(1)])


def documents():
    for file in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md"),
                        *ROOT.glob("snapshot/**/*.md"), *ROOT.glob("diff/**/*.md"), *ROOT.glob("report/**/*.md"),
                        *ROOT.glob("tests/**/*.md")]):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{file.relative_to(ROOT)}:{number}", line


def test_names():
    pattern = re.compile(r"\b(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\(\s*(\w+),\s*(\w+)")
    for file in sorted((ROOT / "tests").rglob("*.cpp")):
        text = file.read_text(encoding="utf-8")
        for match in pattern.finditer(text):
            yield f"{file.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}", match.group(1), match.group(2)


def faults(items):
    for place, text in items:
        if any(place.startswith(file) and quote in text for file, quote in QUOTED):
            continue
        for pattern, better in PHRASES:
            found = re.search(pattern, text)
            if found:
                yield f'{place}: "{found.group(0)}": write {better}\n    {text.strip()[:150]}'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--messages", required=True)
    arguments = parser.parse_args()

    said = list(messages())
    pages = list(help_pages(str(pathlib.Path(arguments.bin) / "ldapsnap")))
    with open(arguments.messages, "w", encoding="utf-8") as out:
        for place, text in [*pages, *said]:
            out.write(f"{place}\n    " + text.rstrip().replace("\n", "\n    ") + "\n")

    wrong = list(faults(said))
    for place, text in pages:
        wrong += faults((place, line) for line in text.splitlines())
    wrong += faults(documents())
    for place, suite, name in test_names():
        for pattern, better in TEST_NAMES:
            if re.search(pattern, name) and suite != "ExitCodeOfReport":
                wrong.append(f"{place}: {suite}.{name}: write {better}")
    for line in wrong:
        print(line)
    print(f"{len(said)} sentences, {len(pages)} help pages in {arguments.messages}; {len(wrong)} phrases to rewrite")
    if len(pages) < 20 or len(said) < 500:
        print("too little was found: the pages or the sources were not read")
        return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
