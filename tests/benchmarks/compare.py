#!/usr/bin/env python3
"""Our training steps and algorithms beside those that a person would otherwise use, measured in turn on this machine.

    PEERS_DIR=FOLDER tests/benchmarks/compare.py [--program build/release/bin/gradus] [--torch COMMAND] [--rounds 5]
        [--threads 1,2] [--only WORK,WORK] [--no-classic] [--busy] [--every] [--json] [--save [FILE]]

Every round runs ours, then each peer; a ratio is formed within a round (peer's time over ours) and the median over the
rounds is printed. README.md says what is compared and what is needed.
"""
import argparse
import datetime
import json
import os
import platform
import subprocess
import sys

import classic
import training
from peers import Peers
from works import CLASSIC, TRAINING

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def time_text(value):
    if value is None:
        return "-"
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "us")):
        if value * factor >= 1:
            break
    return "%.3g %s" % (value * factor, unit)


def number(value):
    return "-" if value is None else "%.2f" % value


def mebibytes(value):
    return "-" if not value else "%.3g" % (value / 2**20)


def against(row, key="ratio"):
    if row.get("target") is None:
        return ""
    return "%g%s" % (row["target"], "" if row[key] >= row["target"] else " missed")


def print_table(rows):
    print("%-20s %3s %-22s %-26s %9s %9s %8s %-11s %9s %5s %13s" %
          ("work", "thr", "peer", "version", "ours", "peer", "ratio", "aim", "busy", "load", "MiB"))
    for row in rows:
        cores = number(row.get("ours_cores_busy")) + "/" + number(row.get("peer_cores_busy"))
        print("%-20s %3d %-22s %-26s %9s %9s %8s %-11s %9s %5s %13s" %
              (row["work"], row["threads"], row["peer"], row["version"] or "-", time_text(row["ours_s"]), time_text(row["peer_s"]),
               number(row["ratio"]), against(row) or ("fastest" if row.get("fastest") else ""), cores, number(row.get("load")),
               mebibytes(row.get("ours_memory")) + "/" + mebibytes(row.get("peer_memory"))))
        if "quality" in row:
            print("%24s %s: ours %.6g, peer %.6g" % ("", row["quality"]["figure"], row["quality"]["ours"], row["quality"]["peer"]))
    print("ratio = median over the rounds of the peer's time by ours: above 1 ours is faster. One thread: processor time;\n"
          "two: wall time. busy = processor time by wall time, ours/peer's: below the threads when something else held the cores. MiB =\n"
          "peak memory of a step, ours/PyTorch's tensors (from tests/reference/torch_memory.json).")


def print_busy(rows):
    form = "%-20s %11s %11s %12s %12s %10s %13s %8s %-11s %5s %5s"
    print(form % ("work", "1 thr quiet", "2 thr quiet", "1 thr beside", "2 thr beside", "busy/quiet", "by one beside", "speed", "aim", "busy", "load"))
    for row in rows:
        print(form % (row["work"], time_text(row["one_thread_s"]), time_text(row["two_threads_s"]), time_text(row["one_thread_beside_s"]),
                      time_text(row["two_threads_beside_s"]), number(row["busy_by_quiet"]), number(row["by_one_beside"]), number(row["speed"]),
                      against(row, "speed"), number(row["cores_busy"]), number(row["load"])))
    print("beside = another process spins on one core. Speeds of two threads beside it: busy/quiet = by two on quiet cores,\n"
          "by one beside = by one thread beside it, speed = by one thread on quiet cores (its processor time). All want cores\n"
          "that are quiet otherwise: a busy (processor by wall time) below 1 means that our process was not given even one core.")


def cpu_name():
    try:
        with open("/proc/cpuinfo") as file:
            found = dict(line.split(":", 1) for line in file.read().split("\n\n")[0].splitlines() if ":" in line)
        found = {key.strip(): value.strip() for key, value in found.items()}
        return "%s (family %s, model %s)" % (found["model name"], found["cpu family"], found["model"])
    except (OSError, KeyError):
        return platform.processor() or platform.machine()


def revision():
    done = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip() or None


def save(path, options, rows, busy_rows):
    now = datetime.datetime.now(datetime.timezone.utc)
    if path == "":
        path = os.path.join(HERE, "results", now.strftime("%Y-%m-%d-%H%M.json"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
    versions = {}
    for row in rows:
        if row["peer"] != "-" and row.get("version"):
            versions.setdefault(row["peer"], set()).add(row["version"].split(" ")[0])
    result = {"date": now.strftime("%Y-%m-%d %H:%M UTC"), "machine": {"cpu": cpu_name(), "cores": os.cpu_count(), "system": platform.platform()},
              "revision": revision(), "versions": {peer: sorted(found) for peer, found in versions.items()}, "rounds": options.rounds,
              "rows": rows, "busy": busy_rows}
    with open(path, "w") as file:
        file.write("{\n" + ",\n".join('"%s": %s' % (key, lines(value)) for key, value in result.items()) + "\n}\n")
    print("saved: " + path, file=sys.stderr)


def lines(value):
    """A list of rows has one row a line, so that two files can be compared by eye."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(json.dumps(row) for row in value) + "\n]" if value else "[]"
    return json.dumps(value)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.join(ROOT, "build", "release", "bin", "gradus"))
    parser.add_argument("--torch", action="append", default=[c for c in os.environ.get("PEERS_TORCH", "").split(";") if c.strip()],
                        metavar="COMMAND", help="a further PyTorch: the command that runs torch_train.py there (also PEERS_TORCH, separated by ;)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", default="1", help="1, 2 or 1,2")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long a program measures in each round")
    parser.add_argument("--only", default="", help="names of works, separated by commas")
    parser.add_argument("--no-classic", action="store_true", help="training works only")
    parser.add_argument("--busy", action="store_true", help="no peers: our works while another process spins on one core")
    parser.add_argument("--every", action="store_true", help="rows of every PyTorch, not only of the faster")
    parser.add_argument("--json", action="store_true", help="one line of JSON a row instead of the table")
    parser.add_argument("--save", nargs="?", const="", help="write the rows to a file, by default results/DATE.json beside this script")
    options = parser.parse_args()
    options.threads = [int(n) for n in options.threads.split(",")]
    known = list(TRAINING) + list(CLASSIC)
    options.works = [name for name in options.only.split(",") if name] or known
    for name in options.works:
        if name not in known:
            parser.error("there is no work %r; works: %s" % (name, ", ".join(known)))
    if not os.access(options.program, os.X_OK):
        parser.error("there is no program %s; build it (bash app/run) or name it, or train_bench, with --program" % options.program)
    return options


def measured(options, peers):
    """All rows; a work that fails is said and left out."""
    rows, busy_rows = [], []
    for work in options.works:
        if work in CLASSIC and (options.no_classic or options.busy):
            continue
        for threads in [2] if options.busy else options.threads:
            try:
                if options.busy:
                    found = training.busy(options, work)
                    busy_rows += found
                else:
                    found = (classic if work in CLASSIC else training).compare(options, peers, work, threads)
                    rows += found
            except (RuntimeError, ValueError) as error:
                print("%s failed: %s" % (work, error), file=sys.stderr)
                continue
            if options.json:
                for row in found:
                    print(json.dumps(row), flush=True)
            else:
                print("%s, %d thread(s): done" % (work, threads), file=sys.stderr)
    return rows, busy_rows


def main():
    options = arguments()
    folder = os.environ.get("PEERS_DIR", "")
    if not options.busy and not os.path.isdir(folder):
        print("PEERS_DIR names no folder: without it only our own times follow, and those of --torch.", file=sys.stderr)
    peers = Peers(folder, options.torch, options.seconds) if not options.busy else None
    print("%s, %d cores, load %.1f, %d rounds" % (cpu_name(), os.cpu_count(), os.getloadavg()[0], options.rounds), file=sys.stderr)
    rows, busy_rows = measured(options, peers)
    if not options.json:
        if rows:
            print_table([row for row in rows if options.every or row.get("fastest") or "fastest" not in row and row["peer"] != "PyTorch"])
        if busy_rows:
            print_busy(busy_rows)
    if options.save is not None:
        save(options.save, options, rows, busy_rows)
    return 0 if rows or busy_rows else 1


if __name__ == "__main__":
    sys.exit(main())
