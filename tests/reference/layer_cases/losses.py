"""The losses that PyTorch has, with means and sums."""
import torch
import torch.nn.functional as F
from .common import fixed, function, index, pattern, real

WEIGHTS = [0.5, 2.0, 1.0, 0.25, 1.5]


def both(name, kind, inputs, run, **config):
    function(name, kind, inputs, run, **config)
    function(name + "-sum", kind, inputs, run, **config, reduction="sum")


def pair(shape=(3, 5), scale=2.0):
    return [real("input", shape, 1.0, scale), fixed("target", shape, 2.0)]


def weighted(run):
    """Class weights come as a list in the configuration."""
    def call(x, y, weight=None, pos_weight=None, **config):
        if weight is not None:
            config["weight"] = torch.tensor(weight, dtype=torch.float64)
        if pos_weight is not None:
            config["pos_weight"] = torch.tensor(pos_weight, dtype=torch.float64)
        return run(x, y, **config)
    return call


def regression():
    both("mse-loss", "mse_loss", pair(), F.mse_loss)
    both("l1-loss", "l1_loss", pair(), F.l1_loss)
    both("huber-loss", "huber_loss", pair(), F.huber_loss)
    both("huber-loss-delta", "huber_loss", pair(), F.huber_loss, delta=0.4)
    both("smooth-l1-loss", "smooth_l1_loss", pair(), F.smooth_l1_loss)
    both("smooth-l1-loss-beta", "smooth_l1_loss", pair(), F.smooth_l1_loss, beta=0.4)
    gaussian = [real("input", [4, 3], 1.0), fixed("target", [4, 3], 2.0, 2.0), real("var", [4, 3], 3.0, 0.5, 0.8)]
    both("gaussian-nll-loss", "gaussian_nll_loss", gaussian, F.gaussian_nll_loss)
    both("gaussian-nll-loss-full", "gaussian_nll_loss", gaussian, F.gaussian_nll_loss, full=True)


def binary():
    bce, logits = weighted(F.binary_cross_entropy), weighted(F.binary_cross_entropy_with_logits)
    both("bce", "binary_cross_entropy", [real("input", [4, 3], 1.0, 0.45, 0.5), pattern("binary", "target", [4, 3], 2.0)], bce)
    both("bce-soft-targets", "binary_cross_entropy", [real("input", [4, 3], 1.0, 0.45, 0.5), fixed("target", [4, 3], 2.0, 0.5, 0.5)], bce)
    target = pattern("binary", "target", [4, 3], 2.0)
    both("bce-logits", "binary_cross_entropy_with_logits", [real("input", [4, 3], 1.0, 3.0), target], logits)
    both("bce-logits-large", "binary_cross_entropy_with_logits", [real("input", [4, 3], 1.0, 200.0), target], logits)
    both("bce-logits-positive-weight", "binary_cross_entropy_with_logits", [real("input", [4, 3], 1.0, 3.0), target], logits, pos_weight=[2.0, 0.5, 1.0])
    sign = pattern("sign", "target", [4, 3], 2.0)
    both("soft-margin-loss", "soft_margin_loss", [real("input", [4, 3], 1.0, 3.0), sign], F.soft_margin_loss)
    both("hinge-embedding-loss", "hinge_embedding_loss", [real("input", [4, 3], 1.0, 2.0), sign], F.hinge_embedding_loss)
    both("hinge-embedding-loss-margin", "hinge_embedding_loss", [real("input", [4, 3], 1.0, 2.0), sign], F.hinge_embedding_loss, margin=0.5)


def classes():
    cross, nll, margin = weighted(F.cross_entropy), weighted(F.nll_loss), weighted(F.multi_margin_loss)
    x, y = real("input", [6, 5], 1.0, 2.0), index("target", [6], 5)
    both("cross-entropy", "cross_entropy", [x, y], cross)
    both("cross-entropy-large", "cross_entropy", [real("input", [6, 5], 1.0, 300.0), y], cross)
    both("cross-entropy-smoothed", "cross_entropy", [x, y], cross, label_smoothing=0.1)
    both("cross-entropy-weights", "cross_entropy", [x, y], cross, weight=WEIGHTS)
    both("cross-entropy-weights-smoothed", "cross_entropy", [x, y], cross, weight=WEIGHTS, label_smoothing=0.2)
    both("cross-entropy-masked", "cross_entropy", [x, y], cross, ignore_index=2)
    both("cross-entropy-masked-smoothed", "cross_entropy", [x, y], cross, ignore_index=2, label_smoothing=0.1)
    both("cross-entropy-sequence", "cross_entropy", [real("input", [2, 5, 3], 1.0, 2.0), index("target", [2, 3], 5)], cross)
    both("cross-entropy-soft-targets", "cross_entropy", [x, pattern("softmax", "target", [6, 5], 2.0, scale=2.0)], cross)
    both("cross-entropy-one-class", "cross_entropy", [real("input", [3, 1], 1.0), index("target", [3], 1)], cross)
    both("nll-loss", "nll_loss", [x, y], nll)
    both("nll-loss-weights", "nll_loss", [x, y], nll, weight=WEIGHTS, ignore_index=2)
    both("multi-margin-loss", "multi_margin_loss", [x, y], margin)
    both("multi-margin-loss-squared", "multi_margin_loss", [x, y], margin, p=2, margin=0.5)


def distributions_and_distances():
    log_p, q = real("input", [4, 3], 1.0, 1.0, -1.5), pattern("softmax", "target", [4, 3], 2.0, scale=2.0)
    both("kl-div", "kl_div", [log_p, q], F.kl_div)
    function("kl-div-batchmean", "kl_div", [log_p, q], F.kl_div, reduction="batchmean")
    both("kl-div-log-target", "kl_div", [log_p, fixed("target", [4, 3], 2.0, 1.0, -1.5)], F.kl_div, log_target=True)
    first, second = real("input1", [5, 4], 1.0), real("input2", [5, 4], 2.5)
    sign = pattern("sign", "target", [5], 2.0)
    both("cosine-embedding-loss", "cosine_embedding_loss", [first, second, sign], F.cosine_embedding_loss)
    both("cosine-embedding-loss-margin", "cosine_embedding_loss", [first, second, sign], F.cosine_embedding_loss, margin=0.3)
    function("cosine-similarity", "cosine_similarity", [first, second], F.cosine_similarity)
    triplet = [real("anchor", [5, 4], 1.0), real("positive", [5, 4], 1.6), real("negative", [5, 4], 2.9)]
    both("triplet-margin-loss", "triplet_margin_loss", triplet, F.triplet_margin_loss)
    both("triplet-margin-loss-wide", "triplet_margin_loss", triplet, F.triplet_margin_loss, margin=3.0)


def add_cases():
    regression()
    binary()
    classes()
    distributions_and_distances()
