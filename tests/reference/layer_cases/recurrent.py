"""RNN, LSTM, GRU: one and two layers, both directions, given start states, sequences of different lengths."""
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from .common import real, record

BATCH, TIME, INPUT, HIDDEN = 3, 4, 2, 3


def recurrent(name, kind, lengths=None, start=False, **config):
    """Outputs: the sequence (batch, time, directions * hidden), the last hidden state, for LSTM also the last cell."""
    config = {"input_size": INPUT, "hidden_size": HIDDEN, "batch_first": True, **config}
    module = getattr(nn, kind)(**config).double()
    rows = config.get("num_layers", 1) * (2 if config.get("bidirectional") else 1)
    inputs = [real("input", [BATCH, TIME, INPUT], 1.0, 2.0)]
    if start:
        inputs += [real(n, [rows, BATCH, HIDDEN], 2.0 + k) for k, n in enumerate(["h_0", "c_0"][:2 if kind == "LSTM" else 1])]

    def run(x, *state):
        state = (tuple(state) if kind == "LSTM" else state[0]) if state else None
        if lengths:
            x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        y, last = module(x, state)
        if lengths:
            y, _ = pad_packed_sequence(y, batch_first=True, total_length=TIME)
        return [y] + (list(last) if kind == "LSTM" else [last])
    record(name, kind, {**config, **({"lengths": lengths} if lengths else {})}, inputs, run, module)


def add_cases():
    for kind in ("RNN", "LSTM", "GRU"):
        name = kind.lower()
        recurrent(name, kind)
        recurrent(name + "-start", kind, start=True)
        recurrent(name + "-no-bias", kind, bias=False)
        recurrent(name + "-two-layers", kind, num_layers=2)
        recurrent(name + "-bidirectional", kind, bidirectional=True)
        recurrent(name + "-two-layers-bidirectional", kind, num_layers=2, bidirectional=True, start=True)
        recurrent(name + "-lengths", kind, lengths=[2, 4, 1])
        recurrent(name + "-bidirectional-lengths", kind, lengths=[4, 1, 3], bidirectional=True)
        recurrent(name + "-time-first", kind, batch_first=False)
    recurrent("rnn-relu", "RNN", nonlinearity="relu")
