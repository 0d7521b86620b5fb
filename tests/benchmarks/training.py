"""Training steps, ours and the peers' in turn; and ours while another process keeps a core busy."""
import contextlib
import json
import os
import statistics
import subprocess
import sys

from peers import measure, seconds
from works import BUSY_TARGET, LONG, PLAYGROUND, PYTORCH, TARGETS, TRAINING

# PyTorch's tensor memory of each work, per version: measured once, by tests/reference/torch_memory.py.
MEMORY = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "reference", "torch_memory.json")
# Ends by itself when its parent is gone, so that no failure leaves a spinning process behind.
SPIN = """
import os, sys
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
parent = int(sys.argv[1])
while os.getppid() == parent:
    for _ in range(1000000): pass
"""


def ours(options, work, threads):
    if os.path.basename(options.program) == "train_bench":
        return measure([options.program, str(options.seconds), str(threads), work])
    return measure([options.program, "bench", work, "--threads", str(threads)])


def torch_memory(work):
    """The smallest of the versions'; null for a work that was not measured."""
    with open(MEMORY) as file:
        versions = json.load(file)["versions"].values()
    return min((works[work]["peak"] for works in versions if work in works), default=None)


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
            "load": middle(own + lines, "load"), "ours_memory": own[0].get("memory_bytes"),
            "peer_memory": torch_memory(work) if peer == PYTORCH else None}


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
                 "ours_cores_busy": middle(own, "cores_busy"), "load": middle(own, "load"), "ours_memory": own[0].get("memory_bytes"), "peer_memory": torch_memory(work)}]
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
    """In turn: one thread on quiet cores, two on quiet cores, and both beside a spinning process that stays on one core.
    One thread on quiet cores counts by its processor time, all others by wall time. `speed` = one thread's time by that
    of two beside the process; `by_one_beside` = the same by one thread's beside it, which other work on the machine
    disturbs less."""
    runs = []
    for _ in range(min(options.rounds, LONG.get(work, options.rounds))):
        quiet = [ours(options, work, threads) for threads in (1, 2)]
        with spinning():
            runs.append(quiet + [ours(options, work, threads) for threads in (1, 2)])
    times = [(seconds(one, 1), two["median_s"], one_beside["median_s"], two_beside["median_s"])
             for one, two, one_beside, two_beside in runs]
    one, two, one_beside, two_beside = [statistics.median(column) for column in zip(*times)]
    return [{"work": work, "one_thread_s": one, "two_threads_s": two, "one_thread_beside_s": one_beside,
             "two_threads_beside_s": two_beside, "speed": statistics.median(t[0] / t[3] for t in times),
             "busy_by_quiet": statistics.median(t[1] / t[3] for t in times),
             "by_one_beside": statistics.median(t[2] / t[3] for t in times), "target": BUSY_TARGET, "rounds": len(times),
             "cores_busy": middle([run[3] for run in runs], "cores_busy"), "load": middle([run[0] for run in runs], "load")}]
