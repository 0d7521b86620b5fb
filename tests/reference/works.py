"""The benchmark's works as PyTorch networks with weights and data given by formulas (torch_works.py documents them)."""
import math
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def bits(count, salt):
    h = (np.arange(count, dtype=np.uint64) * 0x9E3779B1 + (salt * 0x85EBCA77 + 0x165667B1)) % 2**32
    for shift, factor in ((15, 0x2C1B3C6D), (12, 0x297A2D39)):
        h ^= h >> np.uint64(shift)
        h = (h * np.uint64(factor)) % np.uint64(2**32)
    return h ^ (h >> np.uint64(15))


def uniform(shape, salt):
    return torch.from_numpy(bits(math.prod(shape), salt).astype(np.float64) / 2**32).view(shape)


def signed(shape, salt):
    return 2 * uniform(shape, salt) - 1


def make_input(spec):
    shape, salt = spec["shape"], spec["salt"]
    if spec["kind"] == "uniform":
        return uniform(shape, salt)
    if spec["kind"] == "signed":
        return spec["scale"] * signed(shape, salt)
    if spec["kind"] == "mask":
        return (uniform(shape, salt) < spec["p"]).double() * spec["value"]
    if spec["kind"] == "index":
        return torch.from_numpy((bits(math.prod(shape), salt) % np.uint64(spec["n"])).astype(np.int64)).view(shape)
    return torch.arange(shape[0]) * spec["stride"] % spec["n"]


def spec(name, kind, shape, salt, **more):
    return {"name": name, "kind": kind, "shape": shape, "salt": 1000 + salt, **more}


def classes(s):
    return spec("y", "index", [s["batch"]], 1, n=s["classes"])


class Work(nn.Module):
    """A network with its fixed inputs; loss() is what one step minimises. The inputs arrive in self.given."""

    def __init__(self, s):
        super().__init__()
        self.s = s
        self.build(s)


class Mlp(Work):
    def inputs(self, s):
        return [spec("x", "uniform", [s["batch"], s["layers"][0]], 0), classes({**s, "classes": s["layers"][-1]})]

    def build(self, s):
        n, h1, h2, m = s["layers"]
        self.net = nn.Sequential(nn.Linear(n, h1), nn.ReLU(), nn.Linear(h1, h2), nn.ReLU(), nn.Linear(h2, m))

    def loss(self):
        return F.cross_entropy(self.net(self.given["x"]), self.given["y"])


class Cnn(Mlp):
    def inputs(self, s):
        return [spec("x", "uniform", [s["batch"], s["channels"][0], s["side"], s["side"]], 0), classes(s)]

    def build(self, s):
        c0, c1, c2 = s["channels"]
        self.net = nn.Sequential(nn.Conv2d(c0, c1, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                                 nn.Conv2d(c1, c2, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                                 nn.Linear(c2 * (s["side"] // 4) ** 2, s["hidden"]), nn.ReLU(),
                                 nn.Linear(s["hidden"], s["classes"]))


class Vae(Work):
    def inputs(self, s):
        return [spec("x", "uniform", [s["batch"], s["width"]], 0),
                spec("noise", "signed", [s["batch"], s["latent"]], 1, scale=math.sqrt(3))]

    def build(self, s):
        self.e = nn.Linear(s["width"], s["hidden"])
        self.mu, self.lv = nn.Linear(s["hidden"], s["latent"]), nn.Linear(s["hidden"], s["latent"])
        self.d1, self.d2 = nn.Linear(s["latent"], s["hidden"]), nn.Linear(s["hidden"], s["width"])

    def loss(self):
        x = self.given["x"]
        h = F.relu(self.e(x))
        mu, lv = self.mu(h), self.lv(h)
        out = self.d2(F.relu(self.d1(mu + self.given["noise"] * torch.exp(0.5 * lv))))
        rebuilt = F.binary_cross_entropy_with_logits(out, x, reduction="sum")
        return (rebuilt - 0.5 * torch.sum(1 + lv - mu * mu - lv.exp())) / x.shape[0]


class Gan(Work):
    def inputs(self, s):
        return [spec("real", "signed", [s["batch"], 1, 4 * s["side"], 4 * s["side"]], 0, scale=1.0),
                spec("z", "signed", [s["batch"], s["z"]], 1, scale=math.sqrt(3))]

    def build(self, s):
        g0, g1, d1, d2, n = *s["generator"], *s["discriminator"], s["side"]
        self.g = nn.Sequential(nn.Linear(s["z"], g0 * n * n), nn.Unflatten(1, (g0, n, n)), nn.BatchNorm2d(g0), nn.ReLU(),
                               nn.ConvTranspose2d(g0, g1, 4, 2, 1), nn.BatchNorm2d(g1), nn.ReLU(),
                               nn.ConvTranspose2d(g1, 1, 4, 2, 1), nn.Tanh())
        self.d = nn.Sequential(nn.Conv2d(1, d1, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(d1, d2, 4, 2, 1),
                               nn.BatchNorm2d(d2), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(d2 * n * n, 1))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.n1, self.n2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.o = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.f1, self.f2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = [part.view(b, t, self.heads, -1).transpose(1, 2) for part in self.qkv(self.n1(x)).chunk(3, 2)]
        if hasattr(F, "scaled_dot_product_attention"):  # from 2.0 on
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            later = torch.ones(t, t, dtype=torch.bool).triu(1)
            y = (q @ k.transpose(2, 3) / math.sqrt(c // self.heads)).masked_fill(later, -math.inf).softmax(-1) @ v
        x = x + self.o(y.transpose(1, 2).reshape(b, t, c))
        return x + self.f2(F.gelu(self.f1(self.n2(x))))


class Gpt(Work):
    def inputs(self, s):
        shape = [s["batch"], s["length"]]
        return [spec("x", "index", shape, 0, n=s["vocabulary"]), spec("y", "index", shape, 1, n=s["vocabulary"])]

    def build(self, s):
        c, v = s["width"], s["vocabulary"]
        self.te, self.pe = nn.Embedding(v, c), nn.Parameter(torch.zeros(s["length"], c))
        self.b, self.n, self.h = nn.Sequential(*[Block(c, s["heads"]) for _ in range(s["blocks"])]), nn.LayerNorm(c), nn.Linear(c, v)

    def loss(self):
        out = self.h(self.n(self.b(self.te(self.given["x"]) + self.pe)))
        return F.cross_entropy(out.flatten(0, 1), self.given["y"].flatten())


class Ddpm(Work):
    def inputs(self, s):
        b = s["batch"]
        return [spec("x0", "signed", [b, 2], 0, scale=1.5), spec("t", "index", [b], 1, n=s["diffusion_steps"]),
                spec("noise", "signed", [b, 2], 2, scale=math.sqrt(3))]

    def build(self, s):
        h = s["hidden"]
        self.beta = torch.linspace(1e-4, 0.02, s["diffusion_steps"], dtype=torch.float64)
        self.kept = torch.cumprod(1 - self.beta, 0)
        self.frequency = torch.exp(torch.linspace(0, -math.log(10000), 16, dtype=torch.float64))
        self.net = nn.Sequential(nn.Linear(34, h), nn.SiLU(), nn.Linear(h, h), nn.SiLU(), nn.Linear(h, h), nn.SiLU(),
                                 nn.Linear(h, h), nn.SiLU(), nn.Linear(h, 2))

    def noise(self, x, t):
        angle = t.to(x.dtype).unsqueeze(1) * self.frequency.to(x.dtype)
        return self.net(torch.cat([x, angle.sin(), angle.cos()], 1))

    def loss(self):
        kept, noise = self.kept[self.given["t"]].unsqueeze(1), self.given["noise"]
        x = kept.sqrt() * self.exact["x0"] + (1 - kept).sqrt() * self.exact["noise"]
        return F.mse_loss(self.noise(x.to(noise.dtype), self.given["t"]), noise)


class DdpmSample(Ddpm):
    def inputs(self, s):
        return [spec("start", "signed", [s["batch"], 2], 0, scale=math.sqrt(3))]


class Lstm(Gpt):
    def build(self, s):
        self.e, self.h = nn.Embedding(s["vocabulary"], s["width"]), None
        self.r = nn.LSTM(s["width"], s["width"], batch_first=True)
        self.h = nn.Linear(s["width"], s["vocabulary"])

    def loss(self):
        return F.cross_entropy(self.h(self.r(self.e(self.given["x"]))[0]).flatten(0, 1), self.given["y"].flatten())


class Gcn(Work):
    def inputs(self, s):
        n, e = s["nodes"], s["edges"]
        return [spec("from", "index", [e], 0, n=n), spec("to", "index", [e], 1, n=n),
                spec("features", "mask", [n, s["features"]], 2, p=s["density"], value=1.0),
                spec("y", "index", [n], 3, n=s["classes"]), spec("mask", "mask", [n, s["hidden"]], 4, p=0.5, value=2.0),
                spec("rows", "stride", [s["rows"]], 5, n=n, stride=s["stride"])]

    def build(self, s):
        self.W1, self.W2 = nn.Parameter(torch.zeros(s["features"], s["hidden"])), nn.Parameter(torch.zeros(s["hidden"], s["classes"]))
        self.b1, self.b2 = nn.Parameter(torch.zeros(s["hidden"])), nn.Parameter(torch.zeros(s["classes"]))

    def prepare(self):
        exact, n = self.exact, self.s["nodes"]
        every = torch.arange(n)
        edges = torch.stack([torch.cat([exact["from"], exact["to"], every]), torch.cat([exact["to"], exact["from"], every])])
        counts = torch.sparse_coo_tensor(edges, torch.ones(edges.shape[1], dtype=torch.float64), (n, n)).coalesce()
        d = torch.sparse.sum(counts, 1).to_dense().rsqrt()
        i, j = counts.indices()
        self.a = torch.sparse_coo_tensor(counts.indices(), (counts.values() * d[i] * d[j]).to(self.W1.dtype), (n, n)).coalesce()
        x = (exact["features"] / exact["features"].sum(1, keepdim=True).clamp(min=1)).to(self.W1.dtype)
        self.x = x.to_sparse().coalesce() if self.s["sparse"] else x

    def loss(self):
        g = self.given
        product = torch.sparse.mm if self.s["sparse"] else torch.mm
        h = F.relu(torch.sparse.mm(self.a, product(self.x, self.W1)) + self.b1) * g["mask"]
        out = torch.sparse.mm(self.a, h @ self.W2) + self.b2
        return F.cross_entropy(out[g["rows"]], g["y"][g["rows"]])


def parameter_specs(model):
    """Matrices and kernels: 1 / sqrt(product of all dimensions but the first); norm weights 1 + 0.1 s; the rest 0.1 s."""
    out = []
    for salt, (name, p) in enumerate(model.named_parameters()):
        norm = p.dim() == 1 and name.endswith("weight")
        scale = 1 / math.sqrt(math.prod(p.shape[1:])) if p.dim() > 1 else 0.1
        out.append({"name": name, "shape": list(p.shape), "salt": salt, "scale": scale, "offset": 1.0 if norm else 0.0})
    return out


def start(kind, settings, dtype):
    model = kind(settings).to(dtype)
    for p, s in zip(model.parameters(), parameter_specs(model)):
        p.data = (s["offset"] + s["scale"] * signed(s["shape"], s["salt"])).to(dtype)
    model.exact = {s["name"]: make_input(s) for s in model.inputs(settings)}
    model.given = {k: v.to(dtype) if v.is_floating_point() else v for k, v in model.exact.items()}
    if hasattr(model, "prepare"):
        model.prepare()
    return model


ADAM = {"optimiser": "adam", "rate": 1e-3}
DRAW = {"diffusion_steps": 1000, "hidden": 256, "noise_salt": 2000}
CORA = {"nodes": 2708, "edges": 5278, "features": 1433, "density": 0.0127, "hidden": 16, "classes": 7, "rows": 140, "stride": 19}
TINY = {"nodes": 60, "edges": 125, "features": 41, "density": 0.1, "hidden": 9, "classes": 4, "rows": 17, "stride": 7}
# work: network, full size, small size (optimiser and rate follow from the full one unless named)
WORKS = {
    "mlp": (Mlp, {"layers": [784, 256, 128, 10], "batch": 128, **ADAM}, {"layers": [21, 17, 13, 5], "batch": 32}),
    "cnn": (Cnn, {"channels": [1, 16, 32], "side": 28, "hidden": 128, "classes": 10, "batch": 64, **ADAM},
            {"channels": [1, 3, 5], "side": 12, "hidden": 17, "classes": 4, "batch": 7}),
    "vae": (Vae, {"width": 784, "hidden": 400, "latent": 20, "batch": 128, **ADAM}, {"width": 31, "hidden": 19, "latent": 3, "batch": 13}),
    "gan": (Gan, {"z": 64, "generator": [64, 32], "discriminator": [32, 64], "side": 7, "batch": 64, "optimiser": "adam", "rate": 2e-4},
            {"z": 9, "generator": [6, 5], "discriminator": [4, 7], "side": 3, "batch": 8}),
    "gpt": (Gpt, {"blocks": 4, "heads": 4, "width": 128, "length": 64, "vocabulary": 96, "batch": 16, "optimiser": "adamw", "rate": 3e-4},
            {"blocks": 2, "heads": 2, "width": 16, "length": 11, "vocabulary": 13, "batch": 4}),
    "ddpm": (Ddpm, {"diffusion_steps": 1000, "hidden": 256, "batch": 256, **ADAM}, {"diffusion_steps": 100, "hidden": 33, "batch": 24}),
    "ddpm_sample": (DdpmSample, {**DRAW, "batch": 2000}, {**DRAW, "diffusion_steps": 100, "hidden": 33, "batch": 15}),
    "lstm": (Lstm, {"width": 128, "length": 64, "vocabulary": 96, "batch": 32, **ADAM, "clip": 1.0},
             {"width": 14, "length": 9, "vocabulary": 13, "batch": 5, "clip": 0.1}),
    "gcn": (Gcn, {**CORA, "sparse": False, "optimiser": "adam", "rate": 0.01}, {**TINY, "sparse": False}),
    "gcn_sparse": (Gcn, {**CORA, "sparse": True, "optimiser": "adam", "rate": 0.01}, {**TINY, "sparse": True}),
}
