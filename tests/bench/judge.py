#!/usr/bin/env python3
"""judge.py BEFORE AFTER: what an edit made of a manifest.

Prints three words:
  right or wrong   AFTER has the five flags, two mounts and two volumes, and means what BEFORE means otherwise (read by PyYAML)
  a number         bytes of BEFORE that AFTER has not, or not in that order (diff --minimal over words, blanks and signs)
  a number         comments of BEFORE that AFTER has not
"""
import re
import subprocess
import sys
import tempfile
from collections import Counter

import yaml

FLAGS = [
    "--audit-policy-file=/etc/kubernetes/audit-policy.yaml",
    "--audit-log-path=/var/log/kubernetes/k8s-audit.log",
    "--audit-log-maxage=60",
    "--audit-log-maxbackup=1",
    "--audit-log-maxsize=100",
]
POINTS = {
    "/etc/kubernetes/audit-policy.yaml": (True, {"path": "/etc/kubernetes/audit-policy.yaml", "type": "File"}),
    "/var/log/kubernetes": (False, {"path": "/var/log/kubernetes", "type": "DirectoryOrCreate"}),
}


def pruned(value):
    """Without nulls and what is empty, which mean the same to the API as nothing at all."""
    if isinstance(value, dict):
        value = {key: pruned(part) for key, part in value.items()}
        return {key: part for key, part in value.items() if part not in (None, {}, [])}
    return [pruned(part) for part in value] if isinstance(value, list) else value


def server_of(pod):
    containers = pod["spec"]["containers"]
    return next(c for c in containers if "kube-apiserver" in (c.get("command") or []) + (c.get("args") or []))


def take_edit_back(pod):
    """POD as it was before; ValueError, KeyError: it was not edited so."""
    server, spec = server_of(pod), pod["spec"]
    given = server["args"] if set(FLAGS) & set(server.get("args") or []) else server["command"]
    for flag in FLAGS:
        given.remove(flag)
    if set(FLAGS) & set(given):
        raise ValueError("a flag twice")
    for point, (read_only, host) in POINTS.items():
        mount = next((m for m in server["volumeMounts"] if m["mountPath"] == point), {})
        volume = next((v for v in spec["volumes"] if v["name"] == mount.get("name")), {})
        if mount.get("readOnly", False) is not read_only or volume.get("hostPath") != host:
            raise ValueError(f"{point} is not mounted")
        server["volumeMounts"].remove(mount)
        spec["volumes"].remove(volume)
    pod.get("metadata", {}).get("annotations", {}).pop("kaudit-enable/policy-sha256", None)
    return pod


def is_right(before, after):
    try:
        return pruned(yaml.safe_load(before)) == pruned(take_edit_back(yaml.safe_load(after)))
    except (yaml.YAMLError, KeyError, ValueError, TypeError, StopIteration):
        return False


def tokens(text):
    return re.findall(r"\w+|.", text, re.DOTALL)


def lost_bytes(before, after):
    words = tokens(before)
    with tempfile.NamedTemporaryFile("w") as old, tempfile.NamedTemporaryFile("w") as new:
        old.writelines(repr(word) + "\n" for word in words)
        new.writelines(repr(word) + "\n" for word in tokens(after))
        old.flush()
        new.flush()
        formats = ["--old-line-format=%dn\n", "--new-line-format=", "--unchanged-line-format="]
        said = subprocess.run(["diff", "--minimal", *formats, old.name, new.name], stdout=subprocess.PIPE, check=False).stdout
    return sum(len(words[int(line) - 1]) for line in said.split())


def comments(text):
    return Counter(comment.strip() for comment in re.findall(r"(?m)(?:^|(?<=\s))#.*$", text))


def main(before_path, after_path):
    texts = []
    for path in before_path, after_path:
        with open(path, "rb") as file:
            texts.append(file.read())
    right = "right" if is_right(*texts) else "wrong"
    before, after = (text.decode("latin-1") for text in texts)  # a character for each byte
    print(right, lost_bytes(before, after), sum((comments(before) - comments(after)).values()))


main(*sys.argv[1:])
