#!/usr/bin/env python3
"""Runs every command of the user's guide (README.md, examples/README.md, docs/) and compares what it prints with what the
guide says.

    tests/run_guide.py --bin build/dev/bin [PAGE...]     all pages, or those named (docs/rules.md)
    tests/run_guide.py --bin build/dev/bin --accept      also puts today's wording into the pages, to be reviewed with git diff

A page is run from top to bottom in a folder of its own, with its own store and two slapd servers on 127.0.0.1. What the
runner understands in a page:

    ```console               lines that begin with "$ " are run by bash; "> " continues a command. The lines after it have to
                             appear in its output (stdout and stderr), in this order; "..." stands for lines left out,
                             and at the end of a line for the rest of it.
                             "# exit code N" is the expected exit code; without it, 0.
    ```console norun         not run; an HTML comment right before the block gives the reason
    ```console output-of=X   an excerpt of what the script X of the source tree prints
    ```LANGUAGE file=PATH    the block is written to PATH before the next command
    <!-- continues X.md -->  the commands of docs/X.md are run first

Identifiers, times, ports and sizes may differ. The names of the two servers stand for their addresses, ~ for the folder
in which the commands run. Links of all Markdown files to files of the tree are checked as well.
"""
import argparse
import concurrent.futures
import difflib
import functools
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LANGUAGES = {"console", "toml", "ldif", "json", "text", "ini", "crontab", "sql"}
COMMAND_TIMEOUT = 300
SCRIPT_TIMEOUT = 300

# What the guide calls the two servers, and the naming context that each holds.
SERVERS = {"lab1.example.test": "dc=example,dc=test", "dc1.example.com": "dc=example,dc=com"}

CONFIG = """\
dn: cn=config
objectClass: olcGlobal
cn: config

dn: cn=module{{0}},cn=config
objectClass: olcModuleList
cn: module{{0}}
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb
olcModuleLoad: syncprov

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file:///etc/ldap/schema/core.ldif

include: file:///etc/ldap/schema/cosine.ldif

include: file:///etc/ldap/schema/inetorgperson.ldif

dn: olcDatabase={{-1}}frontend,cn=config
objectClass: olcDatabaseConfig
objectClass: olcFrontendConfig
olcDatabase: {{-1}}frontend
olcAccess: to dn.base="" by * read
olcAccess: to dn.base="cn=Subschema" by * read

dn: olcDatabase={{0}}config,cn=config
objectClass: olcDatabaseConfig
olcDatabase: {{0}}config
olcAccess: to * by dn.exact="cn=admin,{suffix}" manage by dn.exact="cn=reader,{suffix}" read

dn: olcDatabase={{1}}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {{1}}mdb
olcSuffix: {suffix}
olcRootDN: cn=admin,{suffix}
olcRootPW: {password}
olcDbDirectory: {folder}/db
olcDbIndex: objectClass,entryUUID,entryCSN eq
olcLimits: dn.exact="cn=reader,{suffix}" size=unlimited
olcAccess: to attrs=userPassword by dn.exact="cn=reader,{suffix}" read by anonymous auth
olcAccess: to * by users read

dn: olcOverlay={{0}}syncprov,olcDatabase={{1}}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcSyncProvConfig
olcOverlay: {{0}}syncprov
olcSpSessionlog: 1000
"""

DATA = """\
dn: {suffix}
objectClass: organization
objectClass: dcObject
o: Example
dc: example

dn: ou=People,{suffix}
objectClass: organizationalUnit
ou: People

dn: uid=anna,ou=People,{suffix}
objectClass: inetOrgPerson
uid: anna
cn: Anna Berg
sn: Berg
mail: anna@example.com
userPassword: not-for-others

dn: ou=Groups,{suffix}
objectClass: organizationalUnit
ou: Groups

dn: cn=staff,ou=Groups,{suffix}
objectClass: groupOfNames
cn: staff
member: uid=anna,ou=People,{suffix}

dn: cn=reader,{suffix}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: {password}
"""

# What somebody has made in production by hand, and the lab does not have.
BY_HAND = """
dn: ou=Portal,dc=example,dc=com
objectClass: organizationalUnit
ou: Portal
description: made by hand
"""


class Failure(Exception):
    """What a page promises and does not hold."""


class Server:
    """A slapd on a free port of 127.0.0.1, with the guide's few entries."""

    def __init__(self, host, folder):
        self.host = host
        suffix = SERVERS[host]
        self.password = os.urandom(12).hex()
        (folder / "config").mkdir(parents=True)
        (folder / "db").mkdir()
        values = {"suffix": suffix, "folder": folder, "password": self.password}
        extra = BY_HAND if host == "dc1.example.com" else ""
        self._slapadd(folder, ["-n", "0"], CONFIG.format(**values))
        self._slapadd(folder, ["-b", suffix], DATA.format(**values) + extra)
        for _ in range(10):  # a port that another process took meanwhile ends slapd at once
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.address = "127.0.0.1:%d" % probe.getsockname()[1]
            self.process = subprocess.Popen(
                [program("slapd"), "-F", folder / "config", "-h", f"ldap://{self.address}/", "-d", "0"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if self._answers():
                return
        raise Failure("slapd does not start")

    @staticmethod
    def _slapadd(folder, arguments, ldif):
        done = subprocess.run([program("slapadd"), *arguments, "-F", folder / "config"], input=ldif, text=True,
                              capture_output=True)
        if done.returncode != 0:
            raise Failure("slapadd: " + done.stderr)

    def _answers(self):
        end = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < end:
            host, port = self.address.split(":")
            try:
                socket.create_connection((host, int(port)), timeout=1).close()
                return True
            except OSError:
                time.sleep(0.02)
        self.stop()
        return False

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()


def program(name):
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if not found:
        raise Failure(f"{name} is not installed (packages.sh test)")
    return found


class Command:
    """One command of a page: its text, and the lines and the exit code that the page promises."""

    def __init__(self, line, text, is_script=False):
        self.line, self.text, self.is_script = line, text, is_script
        self.expected = []  # (line number, text)
        self.exit_code = 0


def read_page(path):
    """The steps of a page: Command, or (PATH, text) of a file to be written; and the page that it continues."""
    steps, continues = [], None
    fence, info, block_line, body, comment = None, "", 0, [], False
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines, 1):
        if fence is None:
            if found := re.fullmatch(r"<!-- continues (\S+) -->", line):
                continues = found[1]
            if found := re.match(r"(`{3,})(.*)$", line):
                fence, info, block_line, body = found[1], found[2].strip(), number, []
            elif line.strip():
                comment = line.strip().endswith("-->")
        elif line == fence:
            steps += read_block(path, info, block_line, body, comment)
            fence, comment = None, False
        else:
            body.append((number, line))
    if fence:
        raise Failure(f"{path}:{block_line}: the block does not end")
    return steps, continues


def read_block(path, info, line, body, comment):
    words = info.split()
    if not words or words[0] not in LANGUAGES:
        raise Failure(f"{path}:{line}: a block is one of {', '.join(sorted(LANGUAGES))}, not \"{info}\"; commands are console")
    files = [word[len("file="):] for word in words if word.startswith("file=")]
    if files:
        return [(files[0], "".join(text + "\n" for _, text in body))]
    if words[0] != "console":
        return []
    if "norun" in words[1:]:
        if not comment:
            raise Failure(f"{path}:{line}: norun needs its reason in an HTML comment right before the block")
        return []
    scripts = [word[len("output-of="):] for word in words if word.startswith("output-of=")]
    if scripts:
        script = Command(line, scripts[0], is_script=True)
        script.expected = [(number, text) for number, text in body if is_printed(text)]
        return [script]
    commands = []
    for number, text in body:
        if text.startswith("$ "):
            commands.append(Command(number, text[2:]))
        elif not commands:
            raise Failure(f"{path}:{number}: output without a command")
        elif text.startswith("> ") and not commands[-1].expected:
            commands[-1].text += "\n" + text[2:]
        elif found := re.fullmatch(r"# exit code (\d+)", text):
            commands[-1].exit_code = int(found[1])
        elif is_printed(text):
            commands[-1].expected.append((number, text))
    return commands


def is_printed(text):
    """Whether a line of a block is output, and not the mark of lines left out."""
    return bool(text.strip()) and not re.fullmatch(r"\s*(\.\.\.|\[\.\.\..*\])\s*", text)


VARIABLE = [
    (re.compile(r"\b127\.0\.0\.1:\d+"), "ADDRESS"),
    (re.compile(r"(?<=/)(ldapsnap-[a-z]+)\.\w+"), r"\1"),
    (re.compile(r"\b\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?"), "TIME"),
    (re.compile(r"\b\d{14}(?:\.\d+)?Z"), "TIME"),
    (re.compile(r"\b\d{2}:\d{2}:\d{2}(?:\.\d+)?"), "TIME"),
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"), "UUID"),
    (re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}\b|\b\d{8}\b"), "ID"),
    (re.compile(r"\b[0-9A-F]{16}\b"), "KEY"),
    (re.compile(r"\bRW[A-Za-z0-9+/]{54}"), "PUBLIC-KEY"),
    (re.compile(r"[A-Za-z0-9+/]{40,}={0,2}"), "BASE64"),
    (re.compile(r"\b\d+(?= (?:rules?|files|chunks)\b)"), "NUMBER"),
    (re.compile(r"\b[\d.,]+ (?:bytes|kB|KiB|MB|MiB|s|ms)\b"), "SIZE"),
    (re.compile(r"\s+"), " "),
]


def comparable(text):
    """The line without what differs from run to run."""
    for pattern, name in VARIABLE:
        text = pattern.sub(name, text)
    return text.strip()


@functools.cache
def texts_of_installed_slapd():
    """Pairs: what is printed of OpenLDAP 2.5, of which the guide is written, and what of the slapd that is here."""
    done = subprocess.run([program("slapd"), "-VV"], stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True)
    version = re.search(r"slapd (\d+)\.(\d+)", done.stdout)
    if not version or (int(version[1]), int(version[2])) < (2, 6):
        return []
    file = ROOT / "tests/fixtures/openldap-2.6/texts.json"
    return [(row["2.5"].rstrip("\n"), row["2.6"]) for row in json.loads(file.read_text())["texts"]]


def for_installed_slapd(text):
    for before, after in texts_of_installed_slapd():
        text = text.replace(before, after)
    return text


def broken_links():
    """Links of the tree's Markdown files to files that do not exist, as "file:line: target"."""
    broken = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name != "build" and not name.startswith(".")]
        for path in (pathlib.Path(folder) / name for name in names if name.endswith(".md")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                for target in re.findall(r"\]\(([^)\s]+)\)", line):
                    if "://" not in target and not (path.parent / (target.split("#")[0] or path.name)).exists():
                        broken.append(f"{path.relative_to(ROOT)}:{number}: broken link: {target}")
    return broken


def find_line(form, forms, begin):
    """The index of the first of forms[begin:] that is `form`, or begins with it where it ends with " ..."."""
    prefix = form.removesuffix(" ...")
    for index in range(begin, len(forms)):
        if forms[index] == form or (prefix != form and forms[index].startswith(prefix)):
            return index
    return None


TAKES_SNAPSHOT = re.compile(r"\bldapsnap (?:-q )?(?:capture|run|import)\b")


class Guide:
    def __init__(self, binaries, accept, verbose):
        self.binaries, self.accept, self.verbose = binaries, accept, verbose
        self.commands = 0
        self.failures = 0
        self.scripts = {}  # what they printed, by name
        self.lock = threading.Lock()

    def run(self, path):
        """Runs a page from nothing; what went wrong, and what --verbose prints."""
        begin, log = time.monotonic(), []
        try:
            steps, continues = read_page(path)
            if any(isinstance(step, Command) for step in steps):
                self._run_alone(path, steps, continues, log)
        except Failure as failure:
            self._fail(log, str(failure))
        log.append(f"{path.relative_to(ROOT)}: {time.monotonic() - begin:.1f} s")
        return log

    def _fail(self, log, text):
        with self.lock:
            self.failures += 1
        log.append(text)

    def _run_alone(self, path, steps, continues, log):
        needs_servers = any(isinstance(step, Command) and not step.is_script for step in steps)
        with tempfile.TemporaryDirectory(prefix="ldapsnap-guide.") as folder:
            work = pathlib.Path(folder)
            servers = []
            try:
                for host in SERVERS if needs_servers else []:
                    servers.append(Server(host, work / "servers" / host))
                home = work / "home"
                home.mkdir()
                for server, name in zip(servers, ("lab", "prod")):
                    secret = home / f"{name}.password"
                    secret.write_text(server.password)
                    secret.chmod(0o600)
                    secret.chmod(0o600)
                if continues:
                    before = ROOT / "docs" / continues
                    for step in read_page(before)[0]:
                        self._run_step(before, step, home, servers, log, reports=False)
                self._run_page(path, steps, home, servers, log)
            finally:
                for server in servers:
                    server.stop()

    def _run_page(self, path, steps, home, servers, log):
        replaced = {}
        for step in steps:
            replaced.update(self._run_step(path, step, home, servers, log, reports=True))
        if self.accept and replaced:
            lines = path.read_text().splitlines()
            for number, text in replaced.items():
                lines[number - 1] = text
            path.write_text("\n".join(lines) + "\n")

    def _run_step(self, path, step, home, servers, log, reports):
        """Runs one step; the lines that --accept puts into the page."""
        if not isinstance(step, Command):
            name, text = step
            file = pathlib.Path(name.replace("~", str(home), 1)) if name.startswith("~") else home / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self._to_addresses(text, servers))
            return {}
        if reports:
            with self.lock:
                self.commands += 1
        begin = time.monotonic()
        if step.is_script:
            code, output = self._run_script(step.text)
        else:
            if TAKES_SNAPSHOT.search(step.text):
                # Two snapshots of an unchanged server within one second are one; a reader is never that fast.
                time.sleep(1 - time.time() % 1)
            code, output = self._execute(self._to_addresses(step.text, servers), home)
        if self.verbose:
            log.append(f"{time.monotonic() - begin:5.1f} s  $ {step.text}")
        output = self._to_names(output, servers, home)
        where = f"{path.relative_to(ROOT)}:{step.line}"
        if code != step.exit_code:
            raise Failure(f"{where}: $ {step.text}\nexit code {code}, the guide says {step.exit_code}; it printed:\n{output}")
        return self._compare(path, step, output, log) if reports else {}

    def _compare(self, path, step, output, log):
        actual = output.splitlines()
        step.expected = [(number, text) for number, text in
                         ((number, for_installed_slapd(text)) for number, text in step.expected) if text]
        forms = [comparable(line) for line in actual]
        at, replaced, missing = 0, {}, []
        for number, text in step.expected:
            form = comparable(text)
            found = find_line(form, forms, at)
            if found is not None:
                at = found + 1
                continue
            nearest = difflib.get_close_matches(form, forms[at:], n=1, cutoff=0.5)
            if self.accept and nearest:
                at = forms.index(nearest[0], at) + 1
                replaced[number] = actual[at - 1]
                continue
            missing.append(f"{path.relative_to(ROOT)}:{number}: not printed, or not here: {text}\n"
                           + (f"    nearest line: {nearest[0]}\n" if nearest else ""))
        if missing:
            self._fail(log, f"$ {step.text}\n{''.join(missing)}" + "".join(f"  | {line}\n" for line in actual))
        return replaced

    def _run_script(self, name):
        with self.lock:
            mine = name not in self.scripts
            if mine:
                self.scripts[name] = concurrent.futures.Future()
        if mine:
            try:
                self.scripts[name].set_result(self._execute(name, ROOT, SCRIPT_TIMEOUT, LDAPSNAP_BIN=str(self.binaries)))
            except Failure as failure:
                self.scripts[name].set_exception(failure)
        return self.scripts[name].result()

    def _execute(self, text, folder, timeout=COMMAND_TIMEOUT, **variables):
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith(("XDG_", "LDAP", "LC_", "LANG"))}
        environment.update(HOME=str(folder), LC_ALL="C.UTF-8", NO_COLOR="1",
                           PATH=f"{self.binaries}:{os.environ['PATH']}:/usr/sbin", **variables)
        shell = subprocess.Popen(["bash", "-c", text], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                 start_new_session=True)
        try:
            output, _ = shell.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(shell.pid, signal.SIGKILL)
            shell.communicate()
            raise Failure(f"no end after {timeout} s: $ {text}") from None
        return shell.returncode, output

    @staticmethod
    def _to_addresses(text, servers):
        for server in servers:
            text = text.replace(f"ldap://{server.host}", f"ldap://{server.address}")
        return text

    @staticmethod
    def _to_names(text, servers, home):
        for server in servers:
            text = text.replace(server.address, server.host)
        return text.replace(str(home), "~")


def main():
    parser = argparse.ArgumentParser(description="Runs the commands of the user's guide.")
    parser.add_argument("--bin", required=True, type=pathlib.Path, help="folder of the ldapsnap to run")
    parser.add_argument("--accept", action="store_true", help="put the nearest line printed today in place of one that differs")
    parser.add_argument("--verbose", action="store_true", help="print how long each command took")
    parser.add_argument("pages", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    pages = [page.resolve() for page in arguments.pages] or [
        ROOT / "README.md", ROOT / "examples" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped
    guide = Guide(arguments.bin.resolve(), arguments.accept, arguments.verbose)
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as workers:
        for log in workers.map(guide.run, pages):
            print("\n".join(log), flush=True)
    for text in broken_links():
        guide.failures += 1
        print(text)
    if guide.commands == 0:
        sys.exit("no command was run")
    print(f"{guide.commands} commands, {guide.failures} failures")
    sys.exit(1 if guide.failures else 0)


if __name__ == "__main__":
    main()
