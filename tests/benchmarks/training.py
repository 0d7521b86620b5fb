"""Training steps, ours and the peers' in turn; and ours while another process keeps a core busy."""
import contextlib
import os
import statistics
import subprocess
import sys

from peers import measure, seconds
from works import BUSY_TARGET, LONG, PLAYGROUND, TARGETS, TRAINING

# Ends by itself when its parent is gone, so that no failure leaves a spinning process behind.
SPIN = """
import os, sys
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
parent = int(sys.argv[1])
while os.getppid() == parent:
    for _ in range(1000000): pass
"""


def ours(options, work, threads):
    return measure([options.program, "bench", work, "--threads", str(threads)])


def theirs_once(peer, command):
    line = measure(command)
    if peer == PLAYGROUND:  # knows wall time only; start and compilation count here too, which is in its favour
        line["median_cpu_s"] = line["median_s"] * min(1.0, line["cores_busy"])
    return line


def middle(lines, key):
    values = [line[key] for line in lines if line.get(key) is not None]
    return round(statistics.median(values), 2) if values else None


def row_of(work, threads, peer, label, own, times, lines):
    own_times = [seconds(line, threads) for line in own]
    return {"work": work, "threads": threads, "peer": peer, "version": label, "ours_s": statistics.median(own_times),
            "peer_s": statistics.median(times), "ratio": statistics.median(b / a for a, b in zip(own_times, times)),
            "rounds": len(times), "ours_cores_busy": middle(own, "cores_busy"), "peer_cores_busy": middle(lines, "cores_busy"),
            "load": middle(own + lines, "load")}


def compare(options, peers, work, threads):
    """One row per peer and version, and for a peer with several ways one against the fastest of each round."""
    commands = [(peer, command) for peer, texts in TRAINING[work].items() for command in peers.commands(peer, texts, threads)]
    own, theirs = [], {}
    for _ in range(min(options.rounds, LONG.get(work, options.rounds))):
        own.append(ours(options, work, threads))
        for number, (peer, command) in enumerate(commands):
            theirs.setdefault((peer, number), []).append(theirs_once(peer, command))
    if not commands:
        return [{"work": work, "threads": threads, "peer": "-", "version": own[0].get("version"), "peer_s": None, "ratio": None,
                 "ours_s": statistics.median(seconds(line, threads) for line in own), "rounds": len(own),
                 "ours_cores_busy": middle(own, "cores_busy"), "load": middle(own, "load")}]
    rows = []
    for name in TRAINING[work]:
        ways = [lines for (peer, _), lines in theirs.items() if peer == name]
        found = [row_of(work, threads, name, lines[0]["version"] + variant(work, lines[0]), own,
                        [seconds(line, threads) for line in lines], lines) for lines in ways]
        if not found:
            continue
        times = [min(seconds(line, threads) for line in round_) for round_ in zip(*ways)]
        fastest = min(found, key=lambda row: row["peer_s"])
        best = {**fastest, "peer_s": statistics.median(times), "fastest": True, "target": TARGETS.get((work, name)) if threads == 1 else None,
                "ratio": statistics.median(t / seconds(line, threads) for t, line in zip(times, own))}
        rows += [best] + (found if len(found) > 1 else [])
    return rows


def variant(work, line):
    """gcn_sparse-b2708 for our gcn: a way of its own, named beside the version."""
    name = line.get("work", "").rsplit("-b", 1)[0]
    return " (%s)" % name if name and not work.startswith(name) else ""


@contextlib.contextmanager
def spinning():
    process = subprocess.Popen([sys.executable, "-c", SPIN, str(os.getpid())])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def busy(options, work):
    """In turn: one thread on quiet cores, two on quiet cores, two beside a spinning process that stays on one core. One
    thread counts by its processor time, two by wall time. `speed` = one thread's time by that of two beside it."""
    one, two, beside = [], [], []
    for _ in range(min(options.rounds, LONG.get(work, options.rounds))):
        one.append(ours(options, work, 1))
        two.append(ours(options, work, 2))
        with spinning():
            beside.append(ours(options, work, 2))
    pairs = list(zip([seconds(line, 1) for line in one], [line["median_s"] for line in two], [line["median_s"] for line in beside]))
    return [{"work": work, "one_thread_s": statistics.median(p[0] for p in pairs), "two_threads_s": statistics.median(p[1] for p in pairs),
             "two_threads_busy_s": statistics.median(p[2] for p in pairs), "speed": statistics.median(p[0] / p[2] for p in pairs),
             "busy_by_quiet": statistics.median(p[1] / p[2] for p in pairs), "target": BUSY_TARGET, "rounds": len(pairs),
             "cores_busy": middle(beside, "cores_busy"), "load": middle(one + two, "load")}]
