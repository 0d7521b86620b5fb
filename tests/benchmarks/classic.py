"""Classic algorithms beside scikit-learn's, on the very table that scikit-learn's program made."""
import array
import json
import os
import statistics
import tempfile

from peers import last_json, run
from works import CLASSIC


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


def our_run(program, threads, spec, table, seed):
    """Seconds of the steps: a run of no steps (reading and scaling the table) is taken off."""
    command = [program, "run", spec["demo"], "--data", table, "--json", "--threads", str(threads), "--seed", str(seed)]
    for setting in spec["settings"]:
        command += ["--set", setting]
    whole, start = json.loads(run(command)), json.loads(run(command + ["--steps", "0"]))
    time = whole["seconds"] - start["seconds"]
    return time / (whole["metrics"][spec["ours_per"]] if "ours_per" in spec else 1), whole["metrics"][spec["quality"][0]]


def compare(options, peers, name, threads):
    spec = CLASSIC[name]
    commands = peers.commands("scikit-learn", [spec["work"]], threads)
    if not commands:
        return []
    ours, theirs, quality, version = [], [], [], None
    with tempfile.TemporaryDirectory() as folder:
        table = dumped_table(commands[0], spec, folder)
        for seed in range(1, options.rounds + 1):
            time, ours_quality = our_run(options.program, threads, spec, table, seed)
            line = last_json(run(commands[0] + ["--n", str(spec["rows"])]))
            version = line.get("version")
            ours.append(time)
            theirs.append(line["median_s"] / (line["quality"][spec["peer_per"]] if "peer_per" in spec else 1))
            quality.append((ours_quality, line["quality"][spec["quality"][1]]))
    reached = {"figure": spec["quality"][0], "ours": statistics.median(q[0] for q in quality),
               "peer": statistics.median(q[1] for q in quality)}
    return [{"work": name, "threads": threads, "peer": "scikit-learn", "version": version, "ours_s": statistics.median(ours),
             "peer_s": statistics.median(theirs), "ratio": statistics.median(b / a for a, b in zip(ours, theirs)),
             "rounds": len(ours), "load": round(os.getloadavg()[0], 2), "quality": reached}]
