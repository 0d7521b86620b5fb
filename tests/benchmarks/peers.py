"""Runs programs, ours and the peers', and reads the line of JSON that each prints."""
import json
import os
import shlex
import shutil
import subprocess
import sys
import time

from works import PLAYGROUND, PYTORCH


def last_json(text):
    for line in reversed(text.strip().splitlines()):
        if line.startswith("{"):
            return json.loads(line)
    raise ValueError("no line of JSON in: " + text[-300:])


def run(command, **more):
    done = subprocess.run(command, capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise RuntimeError("%s: exit %d: %s" % (" ".join(command), done.returncode, done.stderr.strip()[-400:]))
    return done.stdout


def measure(command):
    """The program's line of JSON, with `cores_busy` (processor time by wall time of the whole process) and the load
    before it where the line has none of its own."""
    load, wall, before = os.getloadavg()[0], time.perf_counter(), os.times()
    line = last_json(run(command))
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    line.setdefault("cores_busy", round(used / (time.perf_counter() - wall), 2))
    line["load"] = round(load, 2)
    return line


def seconds(line, threads):
    """Processor time for one thread, because it holds up while the machine has other work; wall time for several."""
    return line.get("median_cpu_s") if threads == 1 and line.get("median_cpu_s") else line["median_s"]


class Peers:
    """Finds the peers' programs; a peer that is not there is said once and left out."""

    def __init__(self, folder, torch, seconds_each):
        """folder: PEERS_DIR; torch: further commands that run torch_train.py, e.g. in another system's folder."""
        self.folder, self.seconds, self.missing = folder, seconds_each, set()
        own = self.program("torch_train.py")
        self.torch = ([own] if own else []) + [shlex.split(command) for command in torch]

    def program(self, name):
        path = os.path.join(self.folder, name) if self.folder else None
        if not path or not os.path.isfile(path):
            return self.absent(name + " is not in PEERS_DIR")
        if name.endswith(".js"):
            return ["node", path] if shutil.which("node") else self.absent("node is not installed")
        return ["/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable, path]

    def commands(self, peer, arguments, threads):
        """Every command that does the work, one per version and per way to do it."""
        if peer == PYTORCH:
            more = ["--threads", str(threads), "--seconds", str(self.seconds)]
            return [torch + text.split() + more for torch in self.torch for text in arguments]
        if peer == PLAYGROUND:
            program = self.program("js_playground.js")
            if program and not os.path.isfile(os.environ.get("TFPLAYGROUND", "")):
                program = self.absent("TFPLAYGROUND names no nn.js")
            return [program + ["tfplayground", text, str(self.seconds)] for text in arguments] if program else []
        program = self.program("sklearn_bench.py")
        return [program + text.split() + ["--threads", str(threads)] for text in arguments] if program else []

    def absent(self, why):
        if why not in self.missing:
            self.missing.add(why)
            print("left out: " + why, file=sys.stderr)
        return None
