"""Batch, layer, instance and group norm, spectral norm, dropout's absence in evaluation."""
import torch
import torch.nn as nn
from .common import layer, numbers, real, record


def batch_norm(name, kind, shape, **config):
    """Three training calls, then one in evaluation with the running statistics they left."""
    module = getattr(nn, kind)(**config).double()

    def run(x0, x1, x2):
        module.train()
        outputs = [module(x) for x in (x0, x1, x2)]
        module.eval()
        return outputs + [module(x0)]
    inputs = [real("input%d" % k, shape, 1.0 + 1.1 * k, 1.0 + 0.5 * k, 0.4 * k) for k in range(3)]
    calls = [{"mode": "train", "input": k} for k in range(3)] + [{"mode": "eval", "input": 0}]
    record(name, kind, config, inputs, run, module, config.get("track_running_stats", True), calls=calls)


def spectral(name, module, kind, config, inputs):
    """Division by the largest singular value, estimated by one power iteration from a given u; u and v count as constants."""
    module = nn.utils.spectral_norm(module.double(), n_power_iterations=1)
    u = numbers(module.weight_u.shape, 0.4)
    module.weight_u.copy_(u / u.norm())
    start = [{"name": "weight_u", "shape": list(u.shape), "phase": 0.4, "scale": 1.0, "offset": 0.0}]
    record(name, "spectral_norm", {"of": kind, **config, "n_power_iterations": 1}, inputs, module, module, True, start_buffers=start)


def add_cases():
    batch_norm("batch-norm1d", "BatchNorm1d", [5, 3], num_features=3)
    batch_norm("batch-norm1d-sequence", "BatchNorm1d", [3, 2, 5], num_features=2)
    batch_norm("batch-norm1d-plain", "BatchNorm1d", [5, 3], num_features=3, affine=False)
    batch_norm("batch-norm2d", "BatchNorm2d", [3, 2, 4, 3], num_features=2)
    batch_norm("batch-norm2d-settings", "BatchNorm2d", [2, 3, 3, 3], num_features=3, eps=0.01, momentum=0.3)
    batch_norm("batch-norm2d-one-image", "BatchNorm2d", [1, 3, 2, 3], num_features=3)
    layer("layer-norm", "LayerNorm", [real("input", [4, 7], 1.0, 2.0, 0.5)], normalized_shape=[7])
    layer("layer-norm-sequence", "LayerNorm", [real("input", [2, 3, 5], 1.0)], normalized_shape=[5], eps=0.001)
    layer("layer-norm-two-dimensions", "LayerNorm", [real("input", [2, 3, 5], 1.0)], normalized_shape=[3, 5])
    layer("layer-norm-plain", "LayerNorm", [real("input", [4, 7], 1.0)], normalized_shape=[7], elementwise_affine=False)
    layer("instance-norm2d", "InstanceNorm2d", [real("input", [2, 3, 4, 3], 1.0, 1.5, 0.5)], num_features=3)
    layer("instance-norm2d-affine", "InstanceNorm2d", [real("input", [2, 3, 4, 3], 1.0)], num_features=3, affine=True)
    layer("instance-norm1d", "InstanceNorm1d", [real("input", [2, 3, 5], 1.0)], num_features=3)
    layer("group-norm", "GroupNorm", [real("input", [2, 6, 3, 3], 1.0, 2.0)], num_groups=3, num_channels=6)
    layer("group-norm-one-group", "GroupNorm", [real("input", [2, 4, 3, 2], 1.0)], num_groups=1, num_channels=4)
    layer("group-norm-rows", "GroupNorm", [real("input", [3, 6], 1.0)], num_groups=2, num_channels=6, affine=False)
    linear, conv = {"in_features": 5, "out_features": 3}, {"in_channels": 2, "out_channels": 3, "kernel_size": 3, "padding": 1}
    spectral("spectral-norm-linear", nn.Linear(**linear), "Linear", linear, [real("input", [4, 5], 1.0)])
    spectral("spectral-norm-conv2d", nn.Conv2d(**conv), "Conv2d", conv, [real("input", [2, 2, 4, 3], 1.0)])
