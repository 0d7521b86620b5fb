#!/usr/bin/env python3
"""Our training steps and algorithms beside those that a person would otherwise use, measured in turn on this machine.

    PEERS_DIR=FOLDER tests/benchmarks/compare.py [--program build/release/bin/gradus] [--rounds 5] [--threads 1]
                                                 [--only WORK,WORK] [--no-classic] [--json]

Every round runs ours, then each peer; a ratio is formed within a round (peer's time over ours) and the median over the rounds is
printed. README.md says what is compared and what is needed.
"""
import argparse
import array
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Our work -> the peers' command lines, {threads} filled in. A command begins with the file below PEERS_DIR.
TRAINING = {
    "playground-sgd-b10": {"PyTorch": "torch_train.py playground --batch 10 --opt sgd --threads {threads}",
                           "TensorFlow Playground": "js_playground.js tfplayground 10"},
    "playground-sgd-b64": {"PyTorch": "torch_train.py playground --batch 64 --opt sgd --threads {threads}",
                           "TensorFlow Playground": "js_playground.js tfplayground 64"},
    "playground-adam-b10": {"PyTorch": "torch_train.py playground --batch 10 --opt adam --threads {threads}"},
    "playground-adam-b64": {"PyTorch": "torch_train.py playground --batch 64 --opt adam --threads {threads}"},
    "mlp": {"PyTorch": "torch_train.py mlp --threads {threads}"},
    "ddpm": {"PyTorch": "torch_train.py ddpm --threads {threads}"},
}
# Name -> demo, its settings, scikit-learn's work, rows, columns; `per` is the figure of quality that the time is divided by.
CLASSIC = {
    "k-means-iteration": {"demo": "clustering/k-means", "settings": ["k=8", "init=k-means++"], "work": "kmeans_pp",
                          "rows": 20000, "columns": 10, "ours_per": "iterations", "peer_per": "iters", "quality": ("inertia", "inertia")},
    "lle": {"demo": "dimred/lle", "settings": ["neighbours=12"], "work": "lle", "rows": 2000, "columns": 3,
            "quality": ("trustworthiness", "trustworthiness")},
}


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


class Peers:
    """Finds the peers' programs; a peer that is not there is said once and left out."""

    def __init__(self, folder):
        self.folder, self.missing = folder, set()

    def command(self, text, threads):
        parts = text.format(threads=threads).split()
        path = os.path.join(self.folder, parts[0]) if self.folder else None
        if not path or not os.path.isfile(path):
            return self.absent(parts[0] + " is not in PEERS_DIR")
        if parts[0].endswith(".js"):
            if not shutil.which("node"):
                return self.absent("node is not installed")
            if "tfplayground" in parts and not os.path.isfile(os.environ.get("TFPLAYGROUND", "")):
                return self.absent("TFPLAYGROUND names no nn.js")
            return ["node", path] + parts[1:]
        return ["/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable, path] + parts[1:]

    def absent(self, why):
        if why not in self.missing:
            self.missing.add(why)
            print("left out: " + why, file=sys.stderr)
        return None


def seconds(line, threads):
    """Processor time for one thread, as ours: it holds up while the machine has other work."""
    return line.get("median_cpu_s") if threads == 1 and line.get("median_cpu_s") else line["median_s"]


def summary(name, ours, theirs):
    """theirs: peer -> times, in the rounds' order."""
    return [{"work": name, "peer": peer, "ours_s": statistics.median(ours), "peer_s": statistics.median(times),
             "ratio": statistics.median(b / a for a, b in zip(ours, times)), "rounds": len(times)} for peer, times in theirs.items()]


def compare_training(options, peers, work):
    ours, theirs = [], {}
    commands = {peer: peers.command(text, options.threads) for peer, text in TRAINING[work].items()}
    for _ in range(options.rounds):
        ours.append(seconds(last_json(run([options.program, "bench", work, "--threads", str(options.threads)])), options.threads))
        for peer, command in commands.items():
            if command:
                theirs.setdefault(peer, []).append(seconds(last_json(run(command)), options.threads))
    if not theirs:
        return [{"work": work, "peer": "-", "ours_s": statistics.median(ours), "peer_s": None, "ratio": None, "rounds": len(ours)}]
    return summary(work, ours, theirs)


def dumped_table(command, spec, folder):
    """The peer's own input as CSV."""
    raw, path = os.path.join(folder, "x.raw"), os.path.join(folder, "x.csv")
    run(command + ["--n", str(spec["rows"]), "--repeats", "1", "--dump", raw])
    values = array.array("d")
    with open(raw, "rb") as file:
        values.frombytes(file.read())
    width = spec["columns"]
    if len(values) != spec["rows"] * width:
        raise RuntimeError("%s wrote %d numbers instead of %d x %d" % (spec["work"], len(values), spec["rows"], width))
    with open(path, "w") as file:
        file.write(",".join("x%d" % (j + 1) for j in range(width)) + "\n")
        for i in range(0, len(values), width):
            file.write(",".join(map(repr, values[i:i + width])) + "\n")
    return path


def our_run(options, spec, table, seed):
    """Seconds of the steps: a run of no steps (reading and scaling the table) is taken off."""
    command = [options.program, "run", spec["demo"], "--data", table, "--json", "--threads", str(options.threads), "--seed", str(seed)]
    for setting in spec["settings"]:
        command += ["--set", setting]
    whole, start = json.loads(run(command)), json.loads(run(command + ["--steps", "0"]))
    time = whole["seconds"] - start["seconds"]
    return time / (whole["metrics"][spec["ours_per"]] if "ours_per" in spec else 1), whole["metrics"][spec["quality"][0]]


def compare_classic(options, peers, name):
    spec = CLASSIC[name]
    command = peers.command("sklearn_bench.py " + spec["work"] + " --threads {threads}", options.threads)
    if not command:
        return []
    ours, theirs, quality = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        table = dumped_table(command, spec, folder)
        for seed in range(1, options.rounds + 1):
            time, ours_quality = our_run(options, spec, table, seed)
            line = last_json(run(command + ["--n", str(spec["rows"])]))
            ours.append(time)
            theirs.append(line["median_s"] / (line["quality"][spec["peer_per"]] if "peer_per" in spec else 1))
            quality.append((ours_quality, line["quality"][spec["quality"][1]]))
    rows = summary(name, ours, {"scikit-learn": theirs})
    rows[0]["quality"] = {"figure": spec["quality"][0], "ours": statistics.median(q[0] for q in quality), "peer": statistics.median(q[1] for q in quality)}
    return rows


def time_text(value):
    if value is None:
        return "-"
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "us")):
        if value * factor >= 1:
            break
    return "%.3g %s" % (value * factor, unit)


def print_table(rows):
    print("%-24s %-22s %10s %10s %8s" % ("work", "peer", "ours", "peer", "ratio"))
    for row in rows:
        print("%-24s %-22s %10s %10s %8s" % (row["work"], row["peer"], time_text(row["ours_s"]), time_text(row["peer_s"]),
                                             "-" if row["ratio"] is None else "%.2f" % row["ratio"]))
        if "quality" in row:
            print("%24s %s: ours %.6g, peer %.6g" % ("", row["quality"]["figure"], row["quality"]["ours"], row["quality"]["peer"]))
    print("ratio = median over the rounds of the peer's time by ours: above 1 ours is faster")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.join(ROOT, "build", "release", "bin", "gradus"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, choices=(1, 2), default=1)
    parser.add_argument("--only", default="", help="names of works, separated by commas")
    parser.add_argument("--no-classic", action="store_true", help="training works only")
    parser.add_argument("--json", action="store_true", help="one line of JSON a row instead of the table")
    options = parser.parse_args()
    known = list(TRAINING) + list(CLASSIC)
    options.works = [name for name in options.only.split(",") if name] or known
    for name in options.works:
        if name not in known:
            parser.error("there is no work %r; works: %s" % (name, ", ".join(known)))
    if not os.access(options.program, os.X_OK):
        parser.error("there is no program %s; build it (bash app/run) or name it with --program" % options.program)
    return options


def main():
    options = arguments()
    folder = os.environ.get("PEERS_DIR", "")
    if not os.path.isdir(folder):
        print("PEERS_DIR names no folder: there are no peers to compare with, only our own times follow.", file=sys.stderr)
    peers, rows = Peers(folder), []
    print("%s, %d cores, load %.1f, %d rounds, %d thread(s)" % (platform.processor() or platform.machine(), os.cpu_count(), os.getloadavg()[0],
                                                               options.rounds, options.threads), file=sys.stderr)
    for work in options.works:
        if work in CLASSIC and options.no_classic:
            continue
        try:
            found = compare_training(options, peers, work) if work in TRAINING else compare_classic(options, peers, work)
        except (RuntimeError, ValueError) as error:
            print("%s failed: %s" % (work, error), file=sys.stderr)
            continue
        rows += found
        if options.json:
            for row in found:
                print(json.dumps(row), flush=True)
    if not options.json:
        print_table(rows)
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())
