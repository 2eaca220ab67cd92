#!/usr/bin/python3
"""Makes the baselines that ship: real servers are installed in a temporary folder under neutral names, read with
ldapsnap, and written as compact LDIF. As root, from the top of the source tree:

    baselines/make/make.py --bin build/dev/bin [NAME...]

Without NAME, all that this machine has the packages for. With --root FOLDER, servers of another Debian release are
installed from that root folder: `--root /var/tmp/debian13 openldap-2.6 389ds-3`. README.md says what is in the files.
"""
import argparse
import base64
import gzip
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
import time

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent
SUFFIX = "dc=baseline,dc=test"
PASSWORD = "Passw0rd!of-a-baseline"
SAMBA_SCHEMAS = {"samba-ad-2008_R2_old": "2008_R2_old", "samba-ad-2008_R2": "2008_R2", "samba-ad-2012": "2012",
                 "samba-ad-2012_R2": "2012_R2", "samba-ad-2016": "2016", "samba-ad-2019": "2019"}
SAMBA_BASE = "samba-ad-2012_R2"


def run(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout.decode(errors='replace')}")
    return done.stdout


# --- LDIF ---

def records_of(text):
    """Lists of (description, separator, value as written), the DN first; comments are left out."""
    for block in re.split(r"\n\n+", text.replace("\n ", "")):
        lines = [line for line in block.split("\n") if line and not line.startswith("#")]
        record = []
        for line in lines:
            name, _, rest = line.partition(":")
            record.append((name, "::" if rest.startswith(":") else ":", rest.lstrip(":").lstrip(" ")))
        if record and record[0][0].lower() == "dn":
            yield record


def is_of_zones(dn):
    """In a partition of DNS, whose zones change by themselves."""
    return re.search(r"(^|,)DC=(DomainDnsZones|ForestDnsZones),", dn, re.I) is not None


def write_ldif(records, leaves_out):
    out = []
    for record in records:
        dn, *attributes = record
        if is_of_zones(dn[2]):
            continue
        out.append(f"dn{dn[1]} {dn[2]}")
        for name, separator, value in attributes:
            if not leaves_out(dn[2], attributes, name, value):
                out.append(f"{name}{separator} {value}")
        out.append("")
    return "\n".join(out) + "\n"


def listed(file, products):
    """Attribute names, in lower case, of a list in snapshot/ldap/product/data."""
    data = json.loads((DATA.parent / "snapshot/ldap/product/data" / file).read_text())
    names = set()
    for each in data["lists"]:
        if "*" in each["products"] or set(each["products"]) & set(products):
            names |= {name.lower() for name in each.get("attributes", [])}
    return names


def catalog():
    return json.loads((DATA / "catalog.json").read_text())


def not_held(name):
    entry = next(each for each in catalog()["baselines"] if each["name"] == name)
    names = set()
    for each in catalog()["not_held"]:
        if set(each["products"]) & {entry["product"], "*"}:
            names |= {(each.get("base", "").lower(), attribute.lower()) for attribute in each["attributes"]}
    return names


# --- Reading a server ---

class Reader:
    def __init__(self, binaries):
        self.program = str(pathlib.Path(binaries).resolve() / "ldapsnap")

    def read(self, uri, bind, password_file, products, name):
        """All that a capture reads, without what is volatile and what each installation has of its own."""
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder) / "config.toml"
            config.write_text("")
            command = [self.program, "--store", folder + "/store", "--config", str(config)]
            run(command + ["capture", uri, "-D", bind, "-y", password_file, "--label", "fresh"])
            text = run(command + ["show", "fresh"]).decode()
        return self.stable(text, products, name)

    def stable(self, text, products, name):
        dropped = listed("volatile-attributes.json", products)
        own = not_held(name)
        dropped |= {"entryuuid", "nsuniqueid", "entrydn", "entryid", "objectguid"}

        def leaves_out(dn, attributes, attribute, value):
            plain = attribute.split(";")[0].lower()
            if plain == "objectguid":  # by which replication names a server, and DNS a domain
                return not any(n.lower() == "objectclass" and v in ("nTDSDSA", "domainDNS") for n, _, v in attributes)
            if plain in dropped or any(plain == each and dn.lower().endswith(base) for base, each in own):
                return True
            return value.startswith("{ldapsnap-redacted}")

        return write_ldif(records_of(text), leaves_out)


def wait_for(address, port, process):
    for _ in range(3000):
        if process.poll() is not None:
            sys.exit(f"the server at {address}:{port} ended: {process.args}")
        try:
            socket.create_connection((address, port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"nothing answers at {address}:{port}")


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def end(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# --- Samba ---

# samba-tool of 4.17 does not offer the schema of Windows Server 2016, of which it has the files, and looks for that of 2012
# under names that the package does not have.
SAMBA_TOOL = """\
import sys
import samba.schema
if "2019" in samba.schema.Schema.base_schemas:
    from samba.netcmd.main import samba_tool
    sys.exit(samba_tool(*sys.argv[1:]) or 0)
samba.schema.Schema.base_schemas.update({
    "2012": ("Attributes_for_AD_DS__Windows_Server_2012.ldf", "Classes_for_AD_DS__Windows_Server_2012.ldf", 56),
    "2016": ("AD_DS_Attributes__Windows_Server_2016.ldf", "AD_DS_Classes__Windows_Server_2016.ldf", 87)})
import samba.netcmd.domain as domain
for options in (domain.cmd_domain_provision.takes_options,):
    for option in options:
        if "--base-schema" in option._long_opts and "2016" not in option.choices:
            option.choices = list(option.choices) + ["2016"]
from samba.netcmd.main import cmd_sambatool
sys.exit(cmd_sambatool()._run("samba-tool", *sys.argv[1:]) or 0)
"""


def make_samba(reader, name, folder, root):
    with RootFolder(root, folder) as inside:
        return make_samba_inside(reader, name, folder, inside)


def make_samba_inside(reader, name, folder, inside):
    address = f"127.41.{os.getpid() // 250 % 250}.{os.getpid() % 250 + 1}"
    script = pathlib.Path(folder) / "tool.py"
    script.write_text(SAMBA_TOOL)
    option = "--option={}={}".format
    run(inside("/usr/bin/python3", str(script), "domain", "provision", "--server-role=dc", "--realm=BASELINE.TEST",
         "--domain=BASELINEAD", "--host-name=BASELINEDC", "--host-ip=192.0.2.1", "--adminpass=" + PASSWORD,
         "--domain-sid=S-1-5-21-1000000001-1000000002-1000000003", "--dns-backend=SAMBA_INTERNAL",
         "--base-schema=" + SAMBA_SCHEMAS[name], f"--targetdir={folder}/dc", option("interfaces", address),
         option("bind interfaces only", "yes"), option("vfs objects", "")))
    run(["/sbin/ip", "address", "replace", address + "/32", "dev", "lo"])
    os.mkdir(f"{folder}/run")
    server = subprocess.Popen(
        inside("/usr/sbin/samba", "-i", "-M", "single", "-s", f"{folder}/dc/etc/smb.conf", "--debug-stdout", "-d", "1",
         option("server services", "ldap"), option("dcerpc endpoint servers", ""), option("interfaces", address),
         option("bind interfaces only", "yes"), option("ldap server require strong auth", "no"),
         option("pid directory", f"{folder}/run"), option("lock directory", f"{folder}/dc/state"),
         option("ncalrpc dir", f"{folder}/ncalrpc")),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(address, 389, server)
        password = pathlib.Path(folder) / "password"
        password.write_text(PASSWORD)
        password.chmod(0o600)
        return reader.read(f"ldap://{address}", "CN=Administrator,CN=Users,DC=baseline,DC=test", str(password),
                           {"samba"}, name)
    finally:
        end(server)
        subprocess.run(["/sbin/ip", "address", "delete", address + "/32", "dev", "lo"])


class RootFolder:
    """Commands run in the root folder of another Debian release, in which the temporary folder has the same path."""

    def __init__(self, root, folder):
        self.root, self.mounts = root, [folder, "/proc", "/dev/shm"] if root else []

    def __enter__(self):
        for path in self.mounts:
            os.makedirs(self.root + path, exist_ok=True)
            run(["mount", "--bind", path, self.root + path])
        return lambda *command: ["chroot", self.root, *command] if self.root else list(command)

    def __exit__(self, *_):
        for path in self.mounts:
            subprocess.run(["umount", "-l", self.root + path])
        if self.mounts:
            os.rmdir(self.root + self.mounts[0])


# --- OpenLDAP ---

UPSTREAM = """\
dn: cn=config
objectClass: olcGlobal
cn: config

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file://{schema}/core.ldif

dn: cn=module,cn=config
objectClass: olcModuleList
cn: module
olcModulepath: {modules}
olcModuleload: back_mdb

dn: olcDatabase=frontend,cn=config
objectClass: olcDatabaseConfig
objectClass: olcFrontendConfig
olcDatabase: frontend

dn: olcDatabase=mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: mdb
olcSuffix: dc=my-domain,dc=com
olcRootDN: cn=Manager,dc=my-domain,dc=com
olcRootPW: secret
olcDbDirectory: /var/lib/ldap
olcDbIndex: objectClass eq
"""


def make_openldap(reader, name, folder, root):
    """Debian's slapd as its package configures it; with "upstream" in the name, as slapd.ldif of the sources does."""
    slapd = f"{root}/usr/sbin/slapd"
    if "upstream" in name:
        text = UPSTREAM.format(schema="/etc/ldap/schema", modules="/usr/lib/ldap").replace("dc=my-domain,dc=com", SUFFIX)
    else:
        text = pathlib.Path(f"{root}/usr/share/slapd/slapd.init.ldif").read_text()
        text = text.replace("@SUFFIX@", SUFFIX).replace("@PASSWORD@", PASSWORD)
    text = text.replace("/var/lib/ldap", "/data").replace("/var/run/slapd/", "/")
    # Whoever runs this reads the configuration as the local root user; Debian allows it already.
    if "upstream" in name:
        text = text.replace("dn: olcDatabase=mdb", "dn: olcDatabase=config,cn=config\nobjectClass: olcDatabaseConfig\n"
                            "olcDatabase: config\nolcAccess: to * by dn.exact=gidNumber=0+uidNumber=0,cn=peercred,"
                            "cn=external,cn=auth manage by * break\n\ndn: olcDatabase=mdb", 1)
    jail = pathlib.Path(folder)
    for each in ("config", "data"):
        (jail / each).mkdir()
    (jail / "config.ldif").write_text(text.replace("/data", f"{folder}/data").replace("olcPidFile: /", f"olcPidFile: {folder}/")
                                      .replace("olcArgsFile: /", f"olcArgsFile: {folder}/"))
    with RootFolder(root, folder) as inside:
        run(inside("/usr/sbin/slapadd", "-n", "0", "-F", f"{folder}/config", "-l", f"{folder}/config.ldif"))
        (jail / "data.ldif").write_text(
            f"dn: {SUFFIX}\nobjectClass: top\nobjectClass: dcObject\nobjectClass: organization\no: baseline.test\ndc: baseline\n")
        run(inside("/usr/sbin/slapadd", "-b", SUFFIX, "-F", f"{folder}/config", "-l", f"{folder}/data.ldif"))
        port = free_port()
        socket_uri = "ldapi://" + f"{folder}/ldapi".replace("/", "%2F")
        server = subprocess.Popen(inside("/usr/sbin/slapd", "-F", f"{folder}/config", "-h",
                                         f"ldap://127.0.0.1:{port}/ {socket_uri}/", "-d", "0"),
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for("127.0.0.1", port, server)
            text = read_with_external(reader, socket_uri)
        finally:
            end(server)
    return reader.stable(text, {"openldap"}, name)


def read_with_external(reader, uri):
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "config.toml").write_text("")
        command = [reader.program, "--store", folder + "/store", "--config", folder + "/config.toml"]
        run(command + ["capture", uri, "-Y", "EXTERNAL", "--label", "fresh"])
        return run(command + ["show", "fresh"]).decode()


# --- 389 Directory Server ---

def make_389ds(reader, name, folder, root):
    """`dscreate from-file` below a prefix, so that nothing of the machine is touched."""
    with RootFolder(root, folder) as inside:
        return make_389ds_inside(reader, name, folder, root, inside)


def make_389ds_inside(reader, name, folder, root, inside):
    prefix = pathlib.Path(folder)
    for each in ("etc/dirsrv", "etc/default", "share/dirsrv/inf", "var/lib/dirsrv", "var/log/dirsrv", "var/shm",
                 "run/lock/dirsrv", "tmp", "inst"):
        (prefix / each).mkdir(parents=True)
    lines = []
    for line in open(f"{root}/usr/share/dirsrv/inf/defaults.inf"):
        key, separator, value = line.rstrip("\n").partition(" = ")
        if not separator or line.startswith(";"):
            continue
        moved = {"with_systemd": "0", "prefix": folder, "data_dir": f"{folder}/share", "run_dir": f"{folder}/run",
                 "tmp_dir": f"{folder}/tmp", "sysconf_dir": f"{folder}/etc", "local_state_dir": f"{folder}/var",
                 "inst_dir": f"{folder}/inst/slapd-{{instance_name}}",
                 "ldapi": f"{folder}/run/slapd-{{instance_name}}.socket",
                 "pid_file": f"{folder}/run/slapd-{{instance_name}}.pid"}.get(key)
        if moved is None and value.startswith("/dev/shm/"):
            moved = f"{folder}/var" + value[4:]
        if moved is None and value.startswith(("/etc/", "/var/", "/run/")):
            moved = folder + value
        lines.append(f"{key} = {moved if moved is not None else value}\n")
    (prefix / "share/dirsrv/inf/defaults.inf").write_text("".join(line if not line.startswith("prefix") else line for line in lines)
                                                          if "[slapd]" in "".join(lines) else "[slapd]\n" + "".join(lines))
    shutil.copytree(f"{root}/usr/share/dirsrv/data", prefix / "share/dirsrv/data")
    for each in ("schema", "config"):
        shutil.copytree(f"{root}/etc/dirsrv/{each}", prefix / "etc/dirsrv" / each)
    template = prefix / "share/dirsrv/data/template-dse.ldif"
    template.write_text(template.read_text().replace(
        "\nnsslapd-port: ", "\nnsslapd-listenhost: 127.0.0.1\nnsslapd-securelistenhost: 127.0.0.1\nnsslapd-port: "))
    run(inside("chown", "-R", "dirsrv:dirsrv", folder))
    run(["chmod", "755", folder])
    instance, port = f"baseline{os.getpid()}", free_port()
    settings = prefix / "instance.inf"
    settings.write_text(f"[general]\nconfig_version = 2\nfull_machine_name = localhost\nselinux = False\nsystemd = False\n"
                        f"start = False\n\n[slapd]\ninstance_name = {instance}\nport = {port}\nsecure_port = {free_port()}\n"
                        f"root_password = {PASSWORD}\nself_sign_cert = False\n\n[backend-userroot]\nsuffix = {SUFFIX}\n"
                        f"create_suffix_entry = True\nsample_entries = no\n")
    run(inside("/usr/sbin/dscreate", "from-file", str(settings)), env={**os.environ, "PREFIX": folder})
    server = subprocess.Popen(inside("/usr/sbin/ns-slapd", "-D", f"{folder}/etc/dirsrv/slapd-{instance}", "-i",
                                     f"{folder}/run/slapd-{instance}.pid", "-d", "0"),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for("127.0.0.1", port, server)
        password = prefix / "password"
        password.write_text(PASSWORD)
        password.chmod(0o600)
        text = reader.read(f"ldap://127.0.0.1:{port}", "cn=Directory Manager", str(password), {"389ds"}, name)
    finally:
        end(server)
        pathlib.Path(f"/dev/shm/sem.slapd-{instance}.stats").unlink(missing_ok=True)
    return text.replace(instance, "baseline").replace(folder, "")


# --- Schemas ---

def definitions_of(text):
    """cn=config style LDIF of OpenLDAP, or that of 389: its definitions alone, as a subschema."""
    out = ["dn: cn=Subschema", "objectClass: top", "objectClass: subentry", "objectClass: subschema", "cn: Subschema"]
    for record in records_of(text):
        for name, separator, value in record[1:]:
            plain = {"olcattributetypes": "attributeTypes", "attributetypes": "attributeTypes",
                     "olcobjectclasses": "objectClasses", "objectclasses": "objectClasses",
                     "olcobjectidentifier": "olcObjectIdentifier"}.get(name.lower())
            if plain:
                out.append(f"{plain}{separator} {re.sub(r'^{[0-9]+}', '', value)}")
    return "\n".join(out) + "\n"


SCHEMA_FILES = {
    "schema-kerberos": "/usr/share/doc/krb5-kdc-ldap/kerberos.openldap.ldif.gz",
    "schema-samba": "/usr/share/doc/samba/examples/LDAP/samba.ldif",
    "schema-rfc2307bis": "/usr/share/dirsrv/data/10rfc2307bis.ldif",
    "schema-sudo": "/usr/share/doc/sudo-ldap/schema.olcSudo",
}


def make_schema(name):
    path = SCHEMA_FILES.get(name) or f"/etc/ldap/schema/{name.removeprefix('schema-')}.ldif"
    raw = gzip.open(path).read() if path.endswith(".gz") else open(path, "rb").read()
    return definitions_of(raw.decode())


# --- Writing ---

def pack(name, text, based_on):
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder) / "plain"
        plain.write_text(text)
        target = DATA / f"{name}.ldif.zst"
        command = ["zstd", "-q", "-f", "--ultra", "-22", "--long=27", "--no-check", str(plain), "-o", str(target)]
        if based_on:
            base = pathlib.Path(folder) / "base"
            base.write_bytes(unpack(based_on).encode())
            command.insert(1, f"--patch-from={base}")
        run(command)
        print(f"{name}: {len(text):,} bytes, {target.stat().st_size:,} packed")


def elements_of(text):
    """(letter, OID, name) of the definitions in the LDIF of a baseline; "i" for what is compiled into slapd."""
    found, loaded, listed, macros = set(), set(), set(), {}
    for record in records_of(text):
        for name, _, value in record[1:]:
            if name.lower() == "olcobjectidentifier":
                macro, oid = re.sub(r"^{[0-9]+}", "", value).split()
                macros[macro.lower()] = oid

    def resolved(oid):
        """"OLcfgDbAt:0.23" as numbers; as it is where nothing defines the name."""
        name, _, rest = oid.partition(":")
        if name.lower() not in macros:
            return oid
        return resolved(macros[name.lower()]) + ("." + rest if rest else "")

    for record in records_of(text):
        dn = record[0][2].lower()
        values = {}
        for name, separator, value in record[1:]:
            if separator == "::":
                value = base64.b64decode(value).decode(errors="replace")
            values.setdefault(name.lower(), []).append(value)
            kind = {"olcattributetypes": "a", "attributetypes": "a", "olcobjectclasses": "c", "objectclasses": "c"}.get(name.lower())
            match = kind and re.match(r"(?:{\d+})?\(\s*(\S+)\s+(?:NAME\s+\(?\s*'([^']*)')?", value)
            if not match:
                continue
            element = (kind, resolved(match.group(1)), match.group(2) or "")
            (listed if dn == "cn=schema,cn=config" else loaded if dn.endswith(",cn=schema,cn=config") else found).add(element)
        for kind, oid in (("a", "attributeid"), ("c", "governsid")):
            if oid in values and "ldapdisplayname" in values:
                found.add((kind, values[oid][0], values["ldapdisplayname"][0]))
    if not listed:
        return {(kind, oid, name): False for kind, oid, name in found | loaded}
    names = {name for _, _, name in loaded}
    return {(kind, oid, name): name not in names for kind, oid, name in found | listed | loaded}


def write_elements():
    """elements.tsv.zst, of all baselines that are there: which holds which schema element."""
    names, elements = [], {}
    for entry in catalog()["baselines"]:
        file = DATA / f"{entry['name']}.ldif.zst"
        if not file.exists():
            sys.exit(f"{file} is missing")
        place = len(names)
        names.append(entry["name"])
        for (kind, oid, name), is_compiled_in in elements_of(unpack(entry["name"])).items():
            row = elements.setdefault((kind, oid, name), [False, []])
            row[0] = row[0] or is_compiled_in
            row[1].append(str(place))
    lines = ["\t".join(names)]
    for (kind, oid, name), (is_compiled_in, places) in sorted(elements.items()):
        lines.append("\t".join([kind + ("i" if is_compiled_in else ""), oid, name, ",".join(places)]))
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder) / "elements.tsv"
        plain.write_text("\n".join(lines) + "\n")
        run(["zstd", "-q", "-f", "--ultra", "-22", "--no-check", str(plain), "-o", str(DATA / "elements.tsv.zst")])
    print(f"elements.tsv.zst: {len(lines) - 1:,} elements, {(DATA / 'elements.tsv.zst').stat().st_size:,} bytes")


def unpack(name):
    base = next(each for each in catalog()["baselines"] if each["name"] == name).get("based_on")
    command = ["zstd", "-q", "-d", "-c", "--long=27", str(DATA / f"{name}.ldif.zst")]
    if not base:
        return run(command).decode()
    with tempfile.TemporaryDirectory() as folder:
        shared = pathlib.Path(folder) / "base"
        shared.write_bytes(unpack(base).encode())
        return run(command + [f"--patch-from={shared}"]).decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--root", default="")
    parser.add_argument("--sudo-schema", help="schema.olcSudo of the package sudo-ldap, if it is not installed")
    parser.add_argument("--elements", action="store_true", help="only elements.tsv.zst, of the files that are there")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    if arguments.sudo_schema:
        SCHEMA_FILES["schema-sudo"] = arguments.sudo_schema
    if arguments.elements:
        return write_elements()
    reader = Reader(arguments.bin)
    entries = {each["name"]: each for each in catalog()["baselines"]}
    for name in arguments.names or entries:
        entry = entries[name]
        with tempfile.TemporaryDirectory(prefix="baseline-") as folder:
            if name.startswith("samba-ad"):
                text = make_samba(reader, name, folder, arguments.root)
            elif name.startswith("openldap"):
                text = make_openldap(reader, name, folder, arguments.root)
            elif name.startswith("389ds"):
                text = make_389ds(reader, name, folder, arguments.root)
            else:
                text = make_schema(name)
        pack(name, text, entry.get("based_on"))
    write_elements()


main()
