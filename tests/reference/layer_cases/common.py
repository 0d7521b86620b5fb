"""Formula data and the recorder that all cases go through (the format is described in torch_layers.py)."""
import math
import torch

CASES = []


def numbers(shape, phase):
    return torch.tensor([math.sin(1.3 * i + phase) for i in range(math.prod(shape))], dtype=torch.float64).view(shape)


def real(name, shape, phase, scale=1.0, offset=0.0, **more):
    return {"name": name, "kind": "real", "shape": list(shape), "phase": phase, "scale": scale, "offset": offset, **more}


def fixed(name, shape, phase, scale=1.0, offset=0.0):
    return real(name, shape, phase, scale, offset, gradient=False)


def index(name, shape, n, factor=7, shift=3):
    return {"name": name, "kind": "index", "shape": list(shape), "n": n, "factor": factor, "shift": shift, "gradient": False}


def pattern(kind, name, shape, phase, **more):
    """kind: binary, sign or softmax"""
    return {"name": name, "kind": kind, "shape": list(shape), "phase": phase, **more, "gradient": False}


def make(spec):
    shape, kind = spec["shape"], spec["kind"]
    if kind == "index":
        return ((torch.arange(math.prod(shape)) * spec["factor"] + spec["shift"]) % spec["n"]).view(shape)
    values = numbers(shape, spec["phase"])
    if kind == "binary":
        return (values > 0).double()
    if kind == "sign":
        return 2 * (values > 0).double() - 1
    if kind == "softmax":
        return (spec["scale"] * values).softmax(-1)
    values = spec["offset"] + spec["scale"] * values
    return values.requires_grad_() if spec.get("gradient", True) else values


def flat(tensor):
    return tensor.detach().double().flatten().tolist()


def set_parameters(module):
    """Matrices and kernels scaled by 1 / sqrt(product of all dimensions but the first), norm weights about 1."""
    specs = []
    for number, (name, p) in enumerate(module.named_parameters()):
        norm = p.dim() == 1 and "weight" in name
        scale = 1 / math.sqrt(math.prod(p.shape[1:])) if p.dim() > 1 else 0.3
        spec = {"name": name, "shape": list(p.shape), "phase": round(0.3 + 0.9 * number, 1), "scale": scale, "offset": 1.0 if norm else 0.0}
        p.data = spec["offset"] + scale * numbers(p.shape, spec["phase"])
        specs.append(spec)
    return specs


def record(name, layer, config, inputs, run, module=None, buffers=False, **more):
    """run(*inputs) gives one output or several; with a module its parameters are set and their gradients kept."""
    parameters = []
    if module is not None:
        module.double()
        parameters = set_parameters(module)
    tensors = [make(spec) for spec in inputs]
    outputs = run(*tensors)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    total = sum((numbers(o.shape, 0.7 + k) * o).sum() for k, o in enumerate(outputs))
    if total.requires_grad:
        total.backward()
    case = {"name": name, "layer": layer, "config": config, "inputs": inputs, "parameters": parameters, **more,
            "outputs": [{"shape": list(o.shape), "values": flat(o)} for o in outputs],
            "input_gradients": [None if t.grad is None and not t.requires_grad else flat(torch.zeros_like(t) if t.grad is None else t.grad) for t in tensors],
            "parameter_gradients": {n: flat(torch.zeros_like(p) if p.grad is None else p.grad) for n, p in module.named_parameters()} if module is not None else {}}
    if buffers:
        case["buffers"] = {n: flat(b) for n, b in module.named_buffers()}
    CASES.append(case)


def layer(name, kind, inputs, buffers=False, **config):
    """A module of torch.nn called once with all inputs. `arguments` are its positional arguments by name."""
    module = getattr(torch.nn, kind)(**config).double()
    record(name, kind, config, inputs, module, module, buffers)


def function(name, kind, inputs, run, **config):
    record(name, kind, config, inputs, lambda *tensors: run(*tensors, **config))


def formula(name, kind, text, inputs, run, **config):
    record(name, kind, {**config, "formula": text}, inputs, lambda *tensors: run(*tensors, **config))
