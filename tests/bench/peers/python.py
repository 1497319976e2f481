#!/usr/bin/env python3
"""python.py PyYAML|'PyYAML with libyaml'|ruamel MANIFEST BACKUPS: turns audit logging on, with PyYAML as scripts use it, or with its C
parser, which has to be asked for, or with ruamel.yaml."""
import os
import shutil
import sys

FLAGS = {
    "--audit-policy-file": "/etc/kubernetes/audit-policy.yaml",
    "--audit-log-path": "/var/log/kubernetes/k8s-audit.log",
    "--audit-log-maxage": "60",
    "--audit-log-maxbackup": "1",
    "--audit-log-maxsize": "100",
}
MOUNTS = [
    {"mountPath": "/etc/kubernetes/audit-policy.yaml", "name": "audit-policy", "readOnly": True},
    {"mountPath": "/var/log/kubernetes", "name": "audit-log"},
]
VOLUMES = [
    {"hostPath": {"path": "/etc/kubernetes/audit-policy.yaml", "type": "File"}, "name": "audit-policy"},
    {"hostPath": {"path": "/var/log/kubernetes", "type": "DirectoryOrCreate"}, "name": "audit-log"},
]


def with_pyyaml(library):
    import yaml

    compiled = library == "PyYAML with libyaml"
    loader = yaml.CSafeLoader if compiled else yaml.SafeLoader
    dumper = yaml.CSafeDumper if compiled else yaml.SafeDumper
    return (lambda file: yaml.load(file, loader)), (lambda pod, file: yaml.dump(pod, file, dumper, sort_keys=False))


def with_ruamel():
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    return yaml.load, yaml.dump


def add_missing(items, wanted):
    names = {item["name"] for item in items}
    missing = [item for item in wanted if item["name"] not in names]
    items.extend(missing)
    return bool(missing)


def edit(pod):
    spec = pod["spec"]
    server = next(c for c in spec["containers"] if c["name"] == "kube-apiserver")
    given = {word.split("=")[0] for word in server["command"]}
    missing = [f"{flag}={value}" for flag, value in FLAGS.items() if flag not in given]
    server["command"].extend(missing)
    changed = bool(missing)
    changed |= add_missing(server.setdefault("volumeMounts", []), MOUNTS)
    changed |= add_missing(spec.setdefault("volumes", []), VOLUMES)
    return changed


def main(library, manifest, backups):
    load, dump = with_ruamel() if library == "ruamel" else with_pyyaml(library)
    with open(manifest, encoding="utf-8") as file:
        pod = load(file)
    if not edit(pod):
        return
    shutil.copy2(manifest, backups)
    temp = os.path.join(os.path.dirname(manifest), ".kube-apiserver.new")
    with open(temp, "w", encoding="utf-8") as file:
        dump(pod, file)
    shutil.copystat(manifest, temp)
    os.replace(temp, manifest)


main(*sys.argv[1:])
