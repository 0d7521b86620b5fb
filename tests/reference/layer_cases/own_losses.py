"""Losses and penalties that PyTorch has no function for, from their formulas."""
import torch
import torch.nn.functional as F
from .common import fixed, formula, index, pattern, real


def margins():
    inputs = [real("input", [4, 3], 1.0, 2.0), pattern("sign", "target", [4, 3], 2.0)]
    formula("hinge", "hinge", "mean max(0, 1 - y z)", inputs, lambda z, y: torch.relu(1 - y * z).mean())
    formula("squared-hinge", "squared_hinge", "mean max(0, 1 - y z)^2", inputs, lambda z, y: (torch.relu(1 - y * z) ** 2).mean())
    formula("exponential", "exponential", "mean exp(-y z)", inputs, lambda z, y: torch.exp(-y * z).mean())
    tube = [real("input", [4, 3], 1.0, 2.0), fixed("target", [4, 3], 2.0)]
    formula("epsilon-insensitive", "epsilon_insensitive", "mean max(0, |z - y| - epsilon)", tube,
            lambda z, y, epsilon: torch.relu((z - y).abs() - epsilon).mean(), epsilon=0.3)
    formula("half-mse", "half_mse", "mean (z - y)^2 / 2", tube, lambda z, y: 0.5 * ((z - y) ** 2).mean())


def dice(p, y, smooth):
    over = tuple(range(1, p.dim()))
    return (1 - (2 * (p * y).sum(over) + smooth) / (p.sum(over) + y.sum(over) + smooth)).mean()


def info_nce(a, b, temperature):
    logits = F.normalize(a, dim=1) @ F.normalize(b, dim=1).t() / temperature
    return F.cross_entropy(logits, torch.arange(len(a)))


def info_nce_both(a, b, temperature):
    return 0.5 * (info_nce(a, b, temperature) + info_nce(b, a, temperature))


def nt_xent(a, b, temperature):
    z = F.normalize(torch.cat([a, b]), dim=1)
    scores = (z @ z.t() / temperature).masked_fill(torch.eye(len(z), dtype=torch.bool), -torch.inf)
    n = len(a)
    return F.cross_entropy(scores, torch.cat([torch.arange(n) + n, torch.arange(n)]))


def contrastive(a, b, same, margin):
    d = (a - b).norm(dim=1)
    return 0.5 * (same * d ** 2 + (1 - same) * torch.relu(margin - d) ** 2).mean()


def distillation(student, teacher, y, temperature, alpha):
    soft = F.kl_div((student / temperature).log_softmax(-1), (teacher / temperature).softmax(-1), reduction="batchmean")
    return alpha * temperature ** 2 * soft + (1 - alpha) * F.cross_entropy(student, y)


def pairs():
    probability = real("input", [2, 1, 4, 3], 1.0, 0.45, 0.5)
    formula("dice", "dice", "mean over the batch of 1 - (2 sum p y + smooth) / (sum p + sum y + smooth)",
            [probability, pattern("binary", "target", [2, 1, 4, 3], 2.0)], dice, smooth=1.0)
    a, b = real("first", [5, 4], 1.0), real("second", [5, 4], 1.7)
    formula("info-nce", "info_nce", "cross-entropy of cos(a_i, b_j) / temperature with target j = i", [a, b], info_nce, temperature=0.2)
    formula("info-nce-both", "info_nce_symmetric", "mean of info_nce(a, b) and info_nce(b, a)", [a, b], info_nce_both, temperature=0.5)
    formula("nt-xent", "nt_xent", "cross-entropy over the 2n - 1 other rows of [a; b], target the partner", [a, b], nt_xent, temperature=0.5)
    formula("contrastive", "contrastive", "mean of (same d^2 + (1 - same) max(0, margin - d)^2) / 2, d = |a - b|",
            [a, b, pattern("binary", "same", [5], 2.0)], contrastive, margin=1.5)
    formula("distillation", "distillation", "alpha T^2 KL(softmax(teacher / T) || softmax(student / T)), mean over the batch, + (1 - alpha) cross-entropy",
            [real("student", [4, 5], 1.0, 2.0), fixed("teacher", [4, 5], 2.0, 3.0), index("target", [4], 5)], distillation, temperature=3.0, alpha=0.7)


def divergences():
    mu, lv = real("mean", [4, 3], 1.0), real("log_variance", [4, 3], 2.0)
    formula("kl-standard-normal", "kl_standard_normal", "-0.5 sum(1 + lv - mu^2 - exp(lv)) / batch", [mu, lv],
            lambda m, v: -0.5 * (1 + v - m ** 2 - v.exp()).sum() / len(m))
    other = [real("mean2", [4, 3], 3.0), real("log_variance2", [4, 3], 4.0)]
    formula("kl-normals", "kl_normals", "0.5 sum(lv2 - lv1 + (exp(lv1) + (mu1 - mu2)^2) / exp(lv2) - 1) / batch", [mu, lv] + other,
            lambda m, v, n, w: 0.5 * (w - v + (v.exp() + (m - n) ** 2) / w.exp() - 1).sum() / len(m))
    formula("elbo-bernoulli", "elbo", "(bce with logits, summed, + kl to the standard normal, summed) / batch",
            [real("logits", [4, 6], 1.0, 2.0), fixed("x", [4, 6], 2.0, 0.5, 0.5), real("mean", [4, 2], 3.0), real("log_variance", [4, 2], 4.0)],
            lambda o, x, m, v: (F.binary_cross_entropy_with_logits(o, x, reduction="sum") - 0.5 * (1 + v - m ** 2 - v.exp()).sum()) / len(x))


def adversarial():
    real_scores, fake = real("real", [5, 1], 1.0, 2.0), real("fake", [5, 1], 2.0, 2.0)
    formula("gan-discriminator", "gan_discriminator", "-mean log s(real) - mean log(1 - s(fake)), s = sigmoid", [real_scores, fake],
            lambda r, f: -F.logsigmoid(r).mean() - F.logsigmoid(-f).mean())
    formula("gan-generator-saturating", "gan_saturating", "mean log(1 - s(fake))", [fake], lambda f: F.logsigmoid(-f).mean())
    formula("gan-generator-non-saturating", "gan_non_saturating", "-mean log s(fake)", [fake], lambda f: -F.logsigmoid(f).mean())
    formula("wasserstein-critic", "wasserstein_critic", "mean fake - mean real", [real_scores, fake], lambda r, f: f.mean() - r.mean())
    formula("wasserstein-generator", "wasserstein_generator", "-mean fake", [fake], lambda f: -f.mean())

    def penalty(x, w1, w2):
        x = x.detach().requires_grad_()
        slope, = torch.autograd.grad((torch.tanh(x @ w1.t()) @ w2.t()).sum(), x, create_graph=True)
        return ((slope.norm(dim=1) - 1) ** 2).mean()
    formula("gradient-penalty", "gradient_penalty", "mean (|d sum(tanh(x w1') w2') / dx| - 1)^2, no gradient to x",
            [fixed("x", [4, 2], 1.0), real("w1", [5, 2], 2.0), real("w2", [1, 5], 3.0)], penalty)


def penalties():
    w = real("weights", [3, 4], 1.0, 2.0)
    formula("penalty-l1", "penalty_l1", "strength sum |w|", [w], lambda w, strength: strength * w.abs().sum(), strength=0.3)
    formula("penalty-l2", "penalty_l2", "strength / 2 sum w^2", [w], lambda w, strength: 0.5 * strength * (w ** 2).sum(), strength=0.3)
    formula("penalty-elastic", "penalty_elastic", "strength (ratio sum |w| + (1 - ratio) / 2 sum w^2)", [w],
            lambda w, strength, ratio: strength * (ratio * w.abs().sum() + 0.5 * (1 - ratio) * (w ** 2).sum()), strength=0.3, ratio=0.25)


def add_cases():
    margins()
    pairs()
    divergences()
    adversarial()
    penalties()
