#!/usr/bin/python3
"""Makes torch_layers.json: values and gradients of every layer, activation and loss, in double, from formula data.

    /usr/bin/python3 tests/reference/torch_layers.py > tests/reference/torch_layers.json

The cases stand in layer_cases/. Numbers: numbers(n, phase)[i] = sin(1.3 i + phase), i = 0, 1, ... n - 1, row-major.

File: {"torch", "cases": [case]}, a case being
  name       unique, kebab-case
  layer      PyTorch's class or function name (Conv2d, gelu, cross_entropy, ...), or our own for what PyTorch lacks
  config     PyTorch's arguments by their names, those at their default left out; "formula" where PyTorch has no such
             layer. Arrays here are literal values (lengths, masks, class weights)
  inputs     in the order of the call, each {name, shape, kind, ...}:
               real      offset + scale * numbers(n, phase)
               index     (i * factor + shift) mod n, i row-major
               binary    numbers(n, phase) > 0 ? 1 : 0
               sign      numbers(n, phase) > 0 ? 1 : -1
               softmax   softmax over the last dimension of scale * numbers(n, phase)
             "gradient": false marks those without a gradient (targets, indices)
  parameters {name (as in PyTorch's state_dict), shape, phase, scale, offset}, all real; buffers at their defaults unless
             they are listed under "start_buffers" (real; those named *_u are divided by their 2-norm)
  outputs    [{shape, values}]
  input_gradients      in the order of the inputs: values or null
  parameter_gradients  {name: values}; both are gradients of sum over outputs k and elements i of
                       numbers(n_k, 0.7 + k)[i] * output_k[i]
  buffers    {name: values} after all calls (running statistics, power-iteration vectors), only where there are any
Layers that are called more than once (batch norm) say so in "calls": a list of {mode, input}; outputs follow the calls.
"""
import json
import torch
from layer_cases import attention, common, convolution, dense, losses, norms, own_layers, own_losses, recurrent

torch.set_num_threads(1)
for part in (dense, convolution, norms, recurrent, attention, own_layers, losses, own_losses):
    part.add_cases()
names = [case["name"] for case in common.CASES]
assert len(set(names)) == len(names), "a name stands twice"
print('{"torch": "%s", "cases": [\n%s\n]}' % (torch.__version__, ",\n".join(json.dumps(case, separators=(",", ":")) for case in common.CASES)))
