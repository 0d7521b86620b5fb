"""Scaled dot-product attention, multi-head attention, transformer layers."""
import math
import torch
import torch.nn as nn
from .common import formula, real, record


def scaled_dot_product(q, k, v, is_causal=False, key_lengths=None, bias=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if bias is not None:
        scores = scores + bias
    if is_causal:
        scores = scores.masked_fill(torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1), -math.inf)
    if key_lengths:
        scores = scores.masked_fill(padding(key_lengths, k.shape[-2])[:, None, None, :], -math.inf)
    return scores.softmax(-1) @ v


def padding(lengths, time):
    return torch.arange(time)[None, :] >= torch.tensor(lengths)[:, None]


def qkv(queries, keys, width, values=None):
    return [real("query", [2, 2, queries, width], 1.0, 1.5), real("key", [2, 2, keys, width], 2.0, 1.5),
            real("value", [2, 2, keys, values or width], 3.0)]


def scaled_dot_product_cases():
    text = "softmax(q k' / sqrt(width) + bias) v, shapes (batch, heads, time, width)"
    name, kind = "scaled-dot-product-attention", "scaled_dot_product_attention"
    formula(name, kind, text, qkv(4, 4, 3), scaled_dot_product)
    formula(name + "-cross", kind, text, qkv(3, 5, 3, 2), scaled_dot_product)
    formula(name + "-causal", kind, text, qkv(5, 5, 3), scaled_dot_product, is_causal=True)
    formula(name + "-lengths", kind, text, qkv(4, 5, 3), scaled_dot_product, key_lengths=[5, 2])
    formula(name + "-causal-lengths", kind, text, qkv(5, 5, 3), scaled_dot_product, is_causal=True, key_lengths=[5, 3])
    formula(name + "-one", kind, text, qkv(1, 1, 1), scaled_dot_product)
    biased = qkv(3, 4, 3) + [real("bias", [2, 2, 3, 4], 4.0)]
    formula(name + "-pair-bias", kind, text, biased, lambda q, k, v, bias: scaled_dot_product(q, k, v, bias=bias))


def multi_head(name, queries, keys=None, causal=False, lengths=None, **config):
    config = {"embed_dim": 6, "num_heads": 2, "batch_first": True, **config}
    module = nn.MultiheadAttention(**config).double()
    width = config["embed_dim"]
    inputs = [real("query", [2, queries, width], 1.0)]
    if keys:
        inputs += [real("key", [2, keys, config.get("kdim", width)], 2.0), real("value", [2, keys, config.get("vdim", width)], 3.0)]

    def run(q, k=None, v=None):
        k, v = q if k is None else k, q if v is None else v
        causal_mask = torch.ones(q.shape[1], k.shape[1], dtype=torch.bool).triu(1) if causal else None
        padded = padding(lengths, k.shape[1]) if lengths else None
        return module(q, k, v, attn_mask=causal_mask, key_padding_mask=padded, need_weights=False)[0]
    shown = {**config, **({"is_causal": True} if causal else {}), **({"key_lengths": lengths} if lengths else {}), "self": keys is None}
    record(name, "MultiheadAttention", shown, inputs, run, module)


def encoder_layer(name, causal=False, lengths=None, **config):
    config = {"d_model": 4, "nhead": 2, "dim_feedforward": 6, "dropout": 0.0, "batch_first": True, **config}
    module = nn.TransformerEncoderLayer(**config).double()

    def run(x):
        mask = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1) if causal else None
        return module(x, src_mask=mask, src_key_padding_mask=padding(lengths, x.shape[1]) if lengths else None)
    shown = {**config, **({"is_causal": True} if causal else {}), **({"key_lengths": lengths} if lengths else {})}
    record(name, "TransformerEncoderLayer", shown, [real("src", [2, 3, 4], 1.0)], run, module)


def decoder_layer(name, **config):
    config = {"d_model": 4, "nhead": 2, "dim_feedforward": 5, "dropout": 0.0, "batch_first": True, **config}
    module = nn.TransformerDecoderLayer(**config).double()

    def run(x, memory):
        return module(x, memory, tgt_mask=torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1))
    inputs = [real("tgt", [2, 3, 4], 1.0), real("memory", [2, 2, 4], 2.0)]
    record(name, "TransformerDecoderLayer", {**config, "tgt_is_causal": True}, inputs, run, module)


def add_cases():
    scaled_dot_product_cases()
    multi_head("multi-head-self", 4)
    multi_head("multi-head-causal", 4, causal=True)
    multi_head("multi-head-lengths", 4, lengths=[4, 2])
    multi_head("multi-head-cross", 3, 5)
    multi_head("multi-head-cross-lengths", 3, 5, lengths=[1, 4])
    multi_head("multi-head-widths", 3, 4, kdim=5, vdim=2)
    multi_head("multi-head-no-bias", 3, bias=False, num_heads=3)
    encoder_layer("transformer-post-norm-relu")
    encoder_layer("transformer-post-norm-gelu", activation="gelu", causal=True)
    encoder_layer("transformer-pre-norm-relu", norm_first=True, lengths=[3, 2])
    encoder_layer("transformer-pre-norm-gelu", norm_first=True, activation="gelu", causal=True)
    decoder_layer("transformer-decoder-post-norm")
    decoder_layer("transformer-decoder-pre-norm", norm_first=True, activation="gelu")
