"""What is compared: our works, the peers' command lines for the same work, the ratios that are aimed at."""

PYTORCH, PLAYGROUND = "PyTorch", "TensorFlow Playground"


def _playground(optimiser, batch):
    peers = {PYTORCH: ["playground --batch %d --opt %s" % (batch, optimiser)]}
    if optimiser == "sgd":
        peers[PLAYGROUND] = ["%d" % batch]
    return peers


# Our work -> peer -> arguments of its program, one or several ways to do the same work (the fastest counts).
TRAINING = {
    "playground-sgd-b10": _playground("sgd", 10),
    "playground-sgd-b64": _playground("sgd", 64),
    "playground-adam-b10": _playground("adam", 10),
    "playground-adam-b64": _playground("adam", 64),
    "mlp": {PYTORCH: ["mlp"]},
    "cnn": {PYTORCH: ["cnn"]},
    "vae": {PYTORCH: ["vae"]},
    "gan": {PYTORCH: ["gan"]},
    "gpt": {PYTORCH: ["gpt"]},
    "ddpm": {PYTORCH: ["ddpm"]},
    "ddpm_sample": {PYTORCH: ["ddpm_sample"]},
    "lstm": {PYTORCH: ["lstm"]},
    "gcn": {PYTORCH: ["gcn", "gcn_sparse"]},
    "gcn_sparse": {PYTORCH: ["gcn", "gcn_sparse"]},
}
# One call of these takes minutes: at most so many rounds.
LONG = {"ddpm_sample": 2}
# The ratios aimed at with one thread. Playground: batches of 10 for PyTorch, every batch for TensorFlow Playground.
TARGETS = {
    ("playground-sgd-b10", PYTORCH): 100, ("playground-adam-b10", PYTORCH): 100,
    ("playground-sgd-b10", PLAYGROUND): 20, ("playground-sgd-b64", PLAYGROUND): 20,
    ("mlp", PYTORCH): 1.6, ("cnn", PYTORCH): 2.5, ("vae", PYTORCH): 1.6, ("gan", PYTORCH): 1.7, ("gpt", PYTORCH): 1.3,
    ("ddpm", PYTORCH): 1.5, ("ddpm_sample", PYTORCH): 2, ("lstm", PYTORCH): 1.3, ("gcn", PYTORCH): 4,
    ("gcn_sparse", PYTORCH): 4,
}
# With one core kept busy by another process, two threads against our own one thread on quiet cores.
BUSY_TARGET = 0.9
# Name -> demo, its settings, scikit-learn's work, rows, columns; `per` is the figure of quality that the time is divided by.
CLASSIC = {
    "k-means-iteration": {"demo": "clustering/k-means", "settings": ["k=8", "init=k-means++"], "work": "kmeans_pp",
                          "rows": 20000, "columns": 10, "ours_per": "iterations", "peer_per": "iters",
                          "quality": ("inertia", "inertia")},
    "lle": {"demo": "dimred/lle", "settings": ["neighbours=12"], "work": "lle", "rows": 2000, "columns": 3,
            "quality": ("trustworthiness", "trustworthiness")},
}
