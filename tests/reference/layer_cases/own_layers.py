"""Layers of the lectures that torch.nn has none of, from their formulas; weights come as inputs named w..., b..."""
import math
import torch
import torch.nn.functional as F
from .common import formula, index, real


def rotate(x, base, interleaved):
    """Su et al. 2021: pairs of features turned by position * base^(-2 k / width)."""
    time, width = x.shape[-2:]
    angle = torch.arange(time, dtype=torch.float64)[:, None] * base ** (-2 * torch.arange(width // 2, dtype=torch.float64) / width)
    c, s = angle.cos(), angle.sin()
    if interleaved:
        a, b = x[..., 0::2], x[..., 1::2]
        return torch.stack([a * c - b * s, a * s + b * c], -1).flatten(-2)
    a, b = x[..., :width // 2], x[..., width // 2:]
    return torch.cat([a * c - b * s, a * s + b * c], -1)


def adain(x, scale, shift, eps):
    mean, var = x.mean((2, 3), keepdim=True), x.var((2, 3), unbiased=False, keepdim=True)
    return scale[:, :, None, None] * (x - mean) / (var + eps).sqrt() + shift[:, :, None, None]


def adaln(x, scale, shift, eps):
    return F.layer_norm(x, x.shape[-1:], eps=eps) * (1 + scale[:, None]) + shift[:, None]


def minibatch_discrimination(x, w):
    """Salimans et al. 2016: w (features, kernels, dimension); o(x_i)_k = sum over j != i of exp(-|M_ik - M_jk|_1)."""
    m = torch.einsum("nf,fkd->nkd", x, w)
    near = torch.exp(-(m[:, None] - m[None]).abs().sum(-1))
    return torch.cat([x, near.sum(1) - 1], 1)


EDGES = [[0, 1, 1, 2, 3, 3, 4, 0], [1, 0, 2, 1, 0, 4, 3, 4]]  # from, to


def gcn(x, w, b, edges):
    """Kipf, Welling 2017: D^-1/2 (A + I) D^-1/2 x w + b, A[to, from] = 1, D = row sums."""
    a = torch.eye(len(x), dtype=torch.float64)
    a[edges[1], edges[0]] = 1
    d = a.sum(1).rsqrt()
    return (d[:, None] * a * d) @ (x @ w) + b


def gat(x, w, source, target, edges, negative_slope):
    """Velickovic et al. 2018: score = leaky(target . h_to + source . h_from) over incoming edges and the node itself."""
    h = torch.einsum("nf,hfo->nho", x, w)
    to_score, from_score = (h * target).sum(-1), (h * source).sum(-1)
    here = torch.eye(len(x), dtype=torch.bool)
    here[edges[1], edges[0]] = True
    scores = F.leaky_relu(to_score[:, None] + from_score[None], negative_slope).masked_fill(~here[:, :, None], -math.inf)
    return torch.einsum("tsh,sho->tho", scores.softmax(1), h).flatten(1)


def edge_conv(x, w, b, edges):
    """Wang et al. 2019: max over incoming edges of relu([x_to, x_from - x_to] w + b); 0 without one."""
    source, to = torch.tensor(edges[0]), torch.tensor(edges[1])
    messages = F.relu(torch.cat([x[to], x[source] - x[to]], 1) @ w + b)
    rows = [messages[to == n].max(0).values if (to == n).any() else torch.zeros(w.shape[1], dtype=torch.float64) for n in range(len(x))]
    return torch.stack(rows)


def graph_layers():
    x = real("x", [5, 3], 1.0)
    formula("gcn", "GraphConv", gcn.__doc__, [x, real("w", [3, 2], 2.0), real("b", [2], 3.0)], gcn, edges=EDGES)
    heads = [real("w", [2, 3, 2], 2.0), real("source", [2, 2], 3.0), real("target", [2, 2], 4.0)]
    formula("gat", "GraphAttention", gat.__doc__, [x] + heads, gat, edges=EDGES, negative_slope=0.2)
    formula("edge-conv", "EdgeConv", edge_conv.__doc__, [x, real("w", [6, 2], 2.0), real("b", [2], 3.0)], edge_conv, edges=EDGES)


def quantise(z, codebook, commitment):
    """van den Oord et al. 2017: nearest row, passed straight through; loss = mean (sg(z) - e)^2 + commitment mean (z - sg(e))^2."""
    e = codebook[torch.cdist(z.detach(), codebook.detach()).argmin(1)]
    return z + (e - z).detach(), F.mse_loss(e, z.detach()) + commitment * F.mse_loss(z, e.detach())


def coupling(x, w, b):
    """Dinh et al. 2017: half of x passes, y2 = x2 exp(s) + t with s = tanh of the first half of x1 w + b, t the rest; also sum s."""
    x1, x2 = x.chunk(2, 1)
    s, t = (x1 @ w + b).chunk(2, 1)
    s = s.tanh()
    return torch.cat([x1, x2 * s.exp() + t], 1), s.sum(1)


def time_embedding(t, width, base):
    """Vaswani et al. 2017: [sin(t f_k), cos(t f_k)], f_k = base^(-k / (width / 2))."""
    f = base ** (-torch.arange(width // 2, dtype=torch.float64) / (width // 2))
    return torch.cat([(t[:, None] * f).sin(), (t[:, None] * f).cos()], 1)


def add_cases():
    x = real("x", [2, 3, 4], 1.0)
    formula("rotary", "Rotary", rotate.__doc__ + " Pairs (k, k + width / 2).", [x], rotate, base=10000.0, interleaved=False)
    formula("rotary-interleaved", "Rotary", rotate.__doc__ + " Pairs (2 k, 2 k + 1).", [x], rotate, base=100.0, interleaved=True)
    image = real("x", [2, 3, 4, 3], 1.0)
    formula("adain", "AdaIN", "scale (x - mean) / sqrt(var + eps) + shift per image and channel", [image, real("scale", [2, 3], 2.0), real("shift", [2, 3], 3.0)],
            adain, eps=1e-5)
    formula("adaln", "AdaLN", "layer norm without weights * (1 + scale) + shift, one scale and shift per sequence",
            [real("x", [2, 3, 5], 1.0), real("scale", [2, 5], 2.0), real("shift", [2, 5], 3.0)], adaln, eps=1e-5)
    formula("minibatch-discrimination", "MinibatchDiscrimination", minibatch_discrimination.__doc__, [real("x", [4, 3], 1.0), real("w", [3, 2, 2], 2.0)],
            minibatch_discrimination)
    formula("vector-quantiser", "VectorQuantiser", quantise.__doc__, [real("z", [6, 3], 1.0), real("codebook", [4, 3], 2.0)], quantise, commitment=0.25)
    formula("affine-coupling", "AffineCoupling", coupling.__doc__, [real("x", [4, 6], 1.0), real("w", [3, 6], 2.0), real("b", [6], 3.0)], coupling)
    formula("time-embedding", "TimeEmbedding", time_embedding.__doc__, [real("t", [4], 1.0, 5.0, 6.0)], time_embedding, width=6, base=10000.0)
    formula("patch-embedding", "PatchEmbedding", "convolution of stride = kernel, patches row by row as (batch, patches, channels)",
            [real("x", [2, 2, 6, 4], 1.0), real("w", [3, 2, 2, 2], 2.0), real("b", [3], 3.0)], lambda x, w, b, patch: F.conv2d(x, w, b, stride=patch).flatten(2).transpose(1, 2), patch=2)
    formula("gather-rows", "gather", "rows of x by index, repeated ones add their gradients", [real("x", [4, 3], 1.0), index("rows", [6], 4, 3, 1)], lambda x, i: x[i])
    graph_layers()
