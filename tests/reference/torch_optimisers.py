#!/usr/bin/python3
"""Makes torch_optimisers.json: 50 steps of every optimiser, schedule and clipping on small functions, and the bounds of
the initialisers.

    /usr/bin/python3 tests/reference/torch_optimisers.py > tests/reference/torch_optimisers.json

Functions, with numbers(n, phase)[i] = sin(1.3 i + phase):
  quadratic   f(w) = sum(s (w - c)^2) / 2, six weights; start numbers(6, 0.5), c = numbers(6, 2), s = |numbers(6, 4)| + 0.1
  rosenbrock  f(x, y) = (1 - x)^2 + 100 (y - x^2)^2, start (-1.2, 1)
  logistic    f(w) = mean log(1 + exp(-y X w)) + 0.05 |w|^2, X = numbers(20 * 3, 1) as 20 rows of 3, y = +1 where
              numbers(20, 2) > 0, else -1; start (0, 0, 0)

File: {"torch", "cases": [case], "gains": {nonlinearity: gain}, "initialisers": [...]}; a case is
  name, function
  optimiser, arguments   PyTorch's class and what is not at its default; "newton" is w -= lr * inverse Hessian * gradient;
              NAdam is PyTorch 2's (1.13 has one factor too many)
  schedule, schedule_arguments   PyTorch's class, stepped once after every optimiser step; null without one. LambdaLR's
              argument "rule" is the factor as a formula of t = 0, 1, ...
  clip        {"norm": x} (clip_grad_norm_: factor min(1, x / (norm + 1e-6))) or {"value": x} (clip_grad_value_); or null
  rates       the learning rate used by each step
  losses      f before each step, double
  weights     after each step, double
  float       the same in float32, to nine digits; not for LBFGS and newton
  norms       2-norm of the gradient before clipping, only with a clip
  evaluations function evaluations of each step, only for LBFGS
LBFGS is called with max_iter = 1, so that a step is one iteration and its state stays between the calls (cases named
...-20 use the default of 20 iterations a step). tolerance_grad 1e-7 and tolerance_change 1e-9 are PyTorch's defaults: once
the largest gradient is below the first, a step changes nothing.

Initialisers draw at random, so only what they draw from is stated: for each weight shape PyTorch's fan_in and fan_out, and
  xavier_uniform bound = gain sqrt(6 / (fan_in + fan_out))      xavier_normal std = gain sqrt(2 / (fan_in + fan_out))
  kaiming_uniform bound = gain sqrt(3 / fan_in)                 kaiming_normal std = gain / sqrt(fan_in)
with gain 1 for xavier and relu's sqrt(2) for kaiming; default_bound is that of Linear's and Conv's own start (weights and
biases), 1 / sqrt(fan_in). orthogonal: with fewer rows than columns W W' = gain^2 I, else W' W = gain^2 I.
"""
import json
import math
import torch

torch.set_num_threads(1)
STEPS = 50


def numbers(n, phase):
    return torch.tensor([math.sin(1.3 * i + phase) for i in range(n)], dtype=torch.float64)


def quadratic(w):
    target, scale = numbers(6, 2.0).to(w.dtype), (numbers(6, 4.0).abs() + 0.1).to(w.dtype)
    return 0.5 * ((w - target) ** 2 * scale).sum()


def rosenbrock(w):
    return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2


def logistic(w):
    x, y = numbers(60, 1.0).view(20, 3).to(w.dtype), torch.sign(numbers(20, 2.0)).to(w.dtype)
    return torch.nn.functional.softplus(-y * (x @ w)).mean() + 0.05 * (w ** 2).sum()


FUNCTIONS = {"quadratic": (quadratic, numbers(6, 0.5)), "rosenbrock": (rosenbrock, torch.tensor([-1.2, 1.0], dtype=torch.float64)),
             "logistic": (logistic, torch.zeros(3, dtype=torch.float64))}
OPTIMISERS = [
    ("sgd", "SGD", {"lr": 0.1}),
    ("sgd-weight-decay", "SGD", {"lr": 0.1, "weight_decay": 0.05}),
    ("momentum", "SGD", {"lr": 0.05, "momentum": 0.9}),
    ("momentum-dampening", "SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5}),
    ("momentum-weight-decay", "SGD", {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.05}),
    ("nesterov", "SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    ("nesterov-weight-decay", "SGD", {"lr": 0.05, "momentum": 0.8, "nesterov": True, "weight_decay": 0.05}),
    ("adagrad", "Adagrad", {"lr": 0.1}),
    ("adagrad-settings", "Adagrad", {"lr": 0.1, "lr_decay": 0.02, "initial_accumulator_value": 0.1, "weight_decay": 0.05}),
    ("adadelta", "Adadelta", {"lr": 1.0}),
    ("adadelta-settings", "Adadelta", {"lr": 0.5, "rho": 0.8, "eps": 1e-4, "weight_decay": 0.05}),
    ("rmsprop", "RMSprop", {"lr": 0.02}),
    ("rmsprop-centred", "RMSprop", {"lr": 0.02, "centered": True}),
    ("rmsprop-momentum", "RMSprop", {"lr": 0.01, "alpha": 0.9, "momentum": 0.8}),
    ("rmsprop-all", "RMSprop", {"lr": 0.01, "alpha": 0.95, "momentum": 0.5, "centered": True, "weight_decay": 0.05}),
    ("adam", "Adam", {"lr": 0.05}),
    ("adam-settings", "Adam", {"lr": 0.02, "betas": [0.5, 0.9], "eps": 1e-4}),
    ("adam-weight-decay", "Adam", {"lr": 0.05, "weight_decay": 0.05}),
    ("adam-amsgrad", "Adam", {"lr": 0.1, "betas": [0.8, 0.9], "amsgrad": True}),
    ("adamw", "AdamW", {"lr": 0.05}),
    ("adamw-weight-decay", "AdamW", {"lr": 0.05, "weight_decay": 0.2}),
    ("adamw-amsgrad", "AdamW", {"lr": 0.1, "betas": [0.8, 0.9], "amsgrad": True}),
    ("nadam", "NAdam", {"lr": 0.05}),
    ("nadam-weight-decay", "NAdam", {"lr": 0.05, "weight_decay": 0.05}),
    ("radam", "RAdam", {"lr": 0.05}),
    ("radam-weight-decay", "RAdam", {"lr": 0.05, "weight_decay": 0.05}),
]
SCHEDULES = [
    ("step", "StepLR", {"step_size": 10, "gamma": 0.5}),
    ("exponential", "ExponentialLR", {"gamma": 0.95}),
    ("cosine", "CosineAnnealingLR", {"T_max": 50, "eta_min": 0.001}),
    ("cosine-back", "CosineAnnealingLR", {"T_max": 20}),
    ("warm-up", "LinearLR", {"start_factor": 0.1, "total_iters": 10}),
    ("one-over-t", "LambdaLR", {"rule": "1 / (1 + 0.1 t)"}),
    ("warm-up-cosine", "LambdaLR", {"rule": "t < 10 ? (t + 1) / 10 : (1 + cos(pi (t - 10) / 40)) / 2"}),
]
RULES = {"1 / (1 + 0.1 t)": lambda t: 1 / (1 + 0.1 * t),
         "t < 10 ? (t + 1) / 10 : (1 + cos(pi (t - 10) / 40)) / 2":
             lambda t: (t + 1) / 10 if t < 10 else (1 + math.cos(math.pi * (t - 10) / 40)) / 2}


class NAdam(torch.optim.Optimizer):
    """torch.optim.NAdam as documented; 1.13's own multiplies the next product of momenta by mu twice."""

    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, momentum_decay=4e-3):
        super().__init__(params, {"lr": lr})
        self.b1, self.b2, self.eps, self.decay, self.psi = *betas, eps, weight_decay, momentum_decay
        self.t, self.product, self.m, self.v = 0, 1.0, 0, 0

    @torch.no_grad()
    def step(self):
        (w,), lr = self.param_groups[0]["params"], self.param_groups[0]["lr"]
        g = w.grad + self.decay * w
        self.t += 1
        mu, following = [self.b1 * (1 - 0.5 * 0.96 ** ((self.t + k) * self.psi)) for k in (0, 1)]
        self.product *= mu
        self.m, self.v = self.b1 * self.m + (1 - self.b1) * g, self.b2 * self.v + (1 - self.b2) * g * g
        denominator = (self.v / (1 - self.b2 ** self.t)).sqrt() + self.eps
        w -= lr * ((1 - mu) / (1 - self.product) * g + following / (1 - self.product * following) * self.m) / denominator


def newton(w, loss, step):
    gradient = torch.autograd.grad(loss(w), w)[0]
    hessian = torch.autograd.functional.hessian(loss, w.detach())
    w.data -= step * torch.linalg.solve(hessian, gradient)


def trace(function, kind, arguments, schedule, clip, dtype, steps=STEPS):
    """rates, losses, weights, norms, evaluations"""
    loss, start = FUNCTIONS[function]
    w = torch.nn.Parameter(start.to(dtype).clone())
    rates, losses, weights, norms, evaluations = [], [], [], [], []
    classes = {"NAdam": NAdam, "newton": lambda *_, **__: None}
    optimiser = (classes.get(kind) or getattr(torch.optim, kind))([w], **arguments)
    scheduler = None
    if schedule:
        more = {"lr_lambda": RULES[schedule[1]["rule"]]} if "rule" in schedule[1] else schedule[1]
        scheduler = getattr(torch.optim.lr_scheduler, schedule[0])(optimiser, **more)
    for _ in range(steps):
        losses.append(float(loss(w)))
        calls = [0]

        def closure():
            calls[0] += 1
            optimiser.zero_grad()
            value = loss(w)
            value.backward()
            return value
        if kind == "newton":
            newton(w, loss, arguments["lr"])
            rates.append(arguments["lr"])
        else:
            rates.append(optimiser.param_groups[0]["lr"])
            if kind == "LBFGS":
                optimiser.step(closure)
            else:
                closure()
                if clip and "norm" in clip:
                    norms.append(float(torch.nn.utils.clip_grad_norm_([w], clip["norm"])))
                elif clip:
                    norms.append(float(w.grad.norm()))
                    torch.nn.utils.clip_grad_value_([w], clip["value"])
                optimiser.step()
        if scheduler:
            scheduler.step()
        weights.append(w.detach().tolist())
        evaluations.append(calls[0])
    return rates, losses, weights, norms, evaluations


def case(name, function, kind, arguments, schedule=None, clip=None, steps=STEPS):
    rates, losses, weights, norms, evaluations = trace(function, kind, arguments, schedule, clip, torch.float64, steps)
    out = {"name": name, "function": function, "optimiser": kind, "arguments": arguments, "schedule": schedule[0] if schedule else None,
           "schedule_arguments": schedule[1] if schedule else None, "clip": clip, "rates": rates, "losses": losses, "weights": weights}
    if kind not in ("LBFGS", "newton"):
        single = trace(function, kind, arguments, schedule, clip, torch.float32, steps)[2]
        out["float"] = [[float("%.9g" % v) for v in row] for row in single]
    if norms:
        out["norms"] = norms
    if kind == "LBFGS":
        out["evaluations"] = evaluations
    return out


def lbfgs_cases():
    cases = []
    for function, rate in (("quadratic", 0.8), ("rosenbrock", 0.05), ("logistic", 1.0)):
        plain = {"lr": rate, "max_iter": 1, "history_size": 10}
        wolfe = {"lr": 1.0, "max_iter": 1, "history_size": 10, "line_search_fn": "strong_wolfe"}
        cases.append(case("lbfgs-" + function, function, "LBFGS", plain))
        cases.append(case("lbfgs-wolfe-" + function, function, "LBFGS", wolfe))
        cases.append(case("lbfgs-wolfe-20-" + function, function, "LBFGS", {**wolfe, "max_iter": 20}, steps=4))
    short = {"lr": 1.0, "max_iter": 1, "history_size": 2, "line_search_fn": "strong_wolfe"}
    return cases + [case("lbfgs-wolfe-short-history", "quadratic", "LBFGS", short)]


def all_cases():
    cases = [case(name, "quadratic", kind, arguments) for name, kind, arguments in OPTIMISERS]
    cases += [case("adam-rosenbrock", "rosenbrock", "Adam", {"lr": 0.05}), case("nesterov-logistic", "logistic", "SGD", {"lr": 0.5, "momentum": 0.9, "nesterov": True})]
    cases += [case("sgd-" + name, "quadratic", "SGD", {"lr": 0.2}, (kind, more)) for name, kind, more in SCHEDULES]
    cases += [case("adam-" + name, "quadratic", "Adam", {"lr": 0.1}, (kind, more)) for name, kind, more in SCHEDULES[2:5:2]]
    for name, clip in (("norm", {"norm": 0.3}), ("value", {"value": 0.15})):
        cases.append(case("sgd-clip-" + name, "quadratic", "SGD", {"lr": 0.3}, clip=clip))
        cases.append(case("adam-clip-" + name, "quadratic", "Adam", {"lr": 0.05}, clip=clip))
    cases += lbfgs_cases()
    cases += [case("newton-rosenbrock", "rosenbrock", "newton", {"lr": 1.0}, steps=8), case("newton-logistic", "logistic", "newton", {"lr": 1.0}, steps=6),
              case("newton-half-logistic", "logistic", "newton", {"lr": 0.5}, steps=20)]
    return cases


def initialisers():
    out = []
    for layer, shape in (("Linear", [7, 5]), ("Linear", [3, 11]), ("Conv1d", [4, 3, 5]), ("Conv2d", [8, 3, 3, 3]), ("Conv2d depthwise", [6, 1, 3, 3]),
                         ("ConvTranspose2d", [4, 8, 2, 2])):
        fan_in, fan_out = torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(shape))
        relu = math.sqrt(2)
        out.append({"layer": layer, "shape": shape, "fan_in": fan_in, "fan_out": fan_out, "xavier_uniform_bound": math.sqrt(6 / (fan_in + fan_out)),
                    "xavier_normal_std": math.sqrt(2 / (fan_in + fan_out)), "kaiming_uniform_bound": relu * math.sqrt(3 / fan_in),
                    "kaiming_normal_std": relu / math.sqrt(fan_in), "default_bound": 1 / math.sqrt(fan_in)})
    return out


def main():
    gains = {name: torch.nn.init.calculate_gain(name) for name in ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu")}
    cases = ",\n".join(json.dumps(c, separators=(",", ":")) for c in all_cases())
    print('{"torch": "%s", "gains": %s,\n"initialisers": %s,\n"cases": [\n%s\n]}' % (torch.__version__, json.dumps(gains), json.dumps(initialisers()), cases))


main()
