"""Dense layer, embedding, upsampling of values, activations."""
import torch
import torch.nn.functional as F
from .common import function, index, layer, real

ACTIVATIONS = {
    # name: function, its arguments in several settings
    "identity": (lambda x: x * 1, [{}]),
    "step": (lambda x: (x > 0).double() + 0 * x, [{}]),
    "sigmoid": (torch.sigmoid, [{}]),
    "tanh": (torch.tanh, [{}]),
    "relu": (F.relu, [{}]),
    "leaky_relu": (F.leaky_relu, [{"negative_slope": 0.01}, {"negative_slope": 0.2}]),
    "gelu": (F.gelu, [{}, {"approximate": "tanh"}]),
    "silu": (F.silu, [{}]),
    "softplus": (F.softplus, [{}, {"beta": 2.0}]),
    "sin": (torch.sin, [{}]),
    "softmax": (torch.softmax, [{"dim": -1}, {"dim": 1}]),
    "log_softmax": (torch.log_softmax, [{"dim": -1}, {"dim": 1}]),
    "logsumexp": (torch.logsumexp, [{"dim": -1}, {"dim": 1}]),
}


def add_cases():
    layer("linear", "Linear", [real("input", [4, 5], 1.0)], in_features=5, out_features=3)
    layer("linear-no-bias", "Linear", [real("input", [4, 5], 1.0)], in_features=5, out_features=3, bias=False)
    layer("linear-sequence", "Linear", [real("input", [2, 3, 5], 1.0)], in_features=5, out_features=7)
    layer("linear-one-row", "Linear", [real("input", [1, 1], 1.0)], in_features=1, out_features=1)
    layer("embedding", "Embedding", [index("input", [3, 4], 7)], num_embeddings=7, embedding_dim=3)
    layer("embedding-repeated", "Embedding", [index("input", [11], 3, 1, 0)], num_embeddings=5, embedding_dim=3)
    layer("embedding-padding", "Embedding", [index("input", [3, 4], 7)], num_embeddings=7, embedding_dim=3, padding_idx=3)
    for name, (run, settings) in ACTIVATIONS.items():
        shape = [2, 3, 5] if name in ("softmax", "log_softmax", "logsumexp") else [3, 7]
        for number, config in enumerate(settings):
            suffix = "-%d" % (number + 1) if number else ""
            kebab = name.replace("_", "-") + suffix
            function(kebab, name, [real("input", shape, 1.0, 3.0)], run, **config)
            if name not in ("identity", "sin"):
                function(kebab + "-large", name, [real("input", shape, 1.0, 90.0)], run, **config)
