"""NumPy's answers to our fixtures, in float32, by the formulas that people write with it:
numpy_peer.py FIXTURES ANSWERS"""

import sys

import numpy as np

import fixtures


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def logsumexp(x):
    m = x.max(-1, keepdims=True)
    return np.log(np.exp(x - m).sum(-1)) + m[..., 0]


def single(value):
    return np.float32(value)


def reduced(losses, a):
    total = losses.sum()
    if a["reduction"] == "mean":
        return total / single(losses.size)
    return total if a["reduction"] == "sum" else total / single(2)


def gelu_tanh(x, a):
    return single(0.5) * x * (1 + np.tanh(single(np.sqrt(2 / np.pi)) *
                                          (x + single(0.044715) * x * x * x)))


def cross_entropy(t, a):
    log_p = t["logits"] - logsumexp(t["logits"])[:, None]
    return {"loss": reduced(-log_p[np.arange(len(log_p)), t["label"]], a)}


def layer_norm(t, a):
    x = t["x"]
    variance = x.var(-1, keepdims=True)
    return {"y": t["gamma"] * (x - x.mean(-1, keepdims=True)) /
            np.sqrt(variance + single(a["epsilon"])) + t["beta"]}


def batch_norm(t, a):
    x = t["x"]
    moments = dict(axis=(0, 2), keepdims=True)
    standardised = (x - x.mean(**moments)) / np.sqrt(x.var(**moments) + single(a["epsilon"]))
    return {"y": t["gamma"][:, None] * standardised + t["beta"][:, None]}


def pointwise(function):
    return lambda t, a: {"y": function(t["x"], a)}


def compared(function):
    return lambda t, a: {"loss": reduced(function(t["prediction"] - t["target"], a), a)}


def huber(e, a):
    delta = single(a["delta"])
    return np.where(np.abs(e) <= delta, single(0.5) * e * e,
                    delta * (np.abs(e) - single(0.5) * delta))


FORMULAS = {
    "activation/relu": pointwise(lambda x, a: np.maximum(x, 0)),
    "activation/leaky_relu": pointwise(lambda x, a: np.where(x > 0, x, single(a["slope"]) * x)),
    "activation/sigmoid": pointwise(lambda x, a: sigmoid(x)),
    "activation/tanh": pointwise(lambda x, a: np.tanh(x)),
    "activation/softplus": pointwise(lambda x, a: np.logaddexp(x, 0)),
    "activation/silu": pointwise(lambda x, a: x * sigmoid(x)),
    "activation/gelu_tanh": pointwise(gelu_tanh),
    "activation/elu": pointwise(
        lambda x, a: np.where(x > 0, x, single(a["alpha"]) * np.expm1(np.minimum(x, 0)))),
    "activation/hard_tanh": pointwise(lambda x, a: np.clip(x, single(a["lower"]),
                                                           single(a["upper"]))),
    "activation/relu6": pointwise(lambda x, a: np.clip(x, 0, 6)),
    "activation/softsign": pointwise(lambda x, a: x / (1 + np.abs(x))),
    "activation/log_sigmoid": pointwise(lambda x, a: -np.logaddexp(-x, 0)),
    "activation/mish": pointwise(lambda x, a: x * np.tanh(np.logaddexp(x, 0))),
    "softmax/softmax": lambda t, a: {"p": softmax(t["x"])},
    "softmax/log_softmax": lambda t, a: {"y": t["x"] - logsumexp(t["x"])[..., None]},
    "softmax/logsumexp": lambda t, a: {"y": logsumexp(t["x"])},
    "linear/linear": lambda t, a: {"y": t["x"] @ t["W"].T + t["b"]},
    "linear/embedding": lambda t, a: {"y": t["table"][t["index"]]},
    "loss/softmax_cross_entropy": cross_entropy,
    "loss/mean_squared_error": compared(lambda e, a: e * e),
    "loss/mean_absolute_error": compared(lambda e, a: np.abs(e)),
    "loss/huber": compared(huber),
    "divergence/kl_categorical": lambda t, a: {"kl": (t["p"] * np.log(t["p"] / t["q"])).sum()},
    "divergence/kl_normal_standard": lambda t, a: {
        "kl": single(0.5) * (t["sigma"] ** 2 + t["mu"] ** 2 - 1 -
                             2 * np.log(t["sigma"])).sum()},
    "normalization/layer_norm": layer_norm,
    "normalization/batch_norm": batch_norm,
}


def values(function):
    return lambda case: {"out." + name: array
                         for name, array in function(case.inputs, case.attributes).items()}


print("NumPy", np.__version__)
if len(sys.argv) > 2:
    np.seterr(all="ignore")
    fixtures.answer_all(sys.argv[1], sys.argv[2],
                        {name: values(function) for name, function in FORMULAS.items()})
