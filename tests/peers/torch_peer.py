"""PyTorch's answers to our fixtures, gradients by autograd: torch_peer.py FIXTURES ANSWERS"""

import sys

import torch
import torch.nn.functional as F

import fixtures


def check(holds):
    if not holds:
        raise NotImplementedError


def reduction(a):
    check(a["reduction"] in ("mean", "sum"))
    return a["reduction"]


def glu(t, a):
    check(a["value_half"] == "first")
    return {"y": F.glu(t["x"], -1)}


def dropped_ends(a, axes):
    return (tuple(a["stride" + axis] for axis in axes), tuple(a["padding" + axis] for axis in axes),
            tuple(a["dilation" + axis] for axis in axes))


def conv1d(t, a):
    check(a["flip"] == 0)
    stride, padding, dilation = dropped_ends(a, [""])
    return {"y": F.conv1d(t["x"], t["W"], t["b"], stride, padding, dilation, a["groups"])}


def conv2d(t, a):
    check(a["flip"] == 0)
    stride, padding, dilation = dropped_ends(a, ["_h", "_w"])
    return {"y": F.conv2d(t["x"], t["W"], t["b"], stride, padding, dilation, a["groups"])}


def window(a):
    return [tuple(a[name + axis] for axis in ("_h", "_w"))
            for name in ("kernel", "stride", "padding")]


def cross_entropy(t, a):
    return {"loss": F.cross_entropy(t["logits"], t["label"], t["weight"].detach(),
                                    ignore_index=a["ignore_index"], reduction=reduction(a),
                                    label_smoothing=a["label_smoothing"])}


def logit_cross_entropy(t, a):
    check(a["label_smoothing"] == 0)
    return {"loss": F.binary_cross_entropy_with_logits(
        t["logit"], t["target"], pos_weight=torch.tensor(a["pos_weight"]),
        reduction=reduction(a))}


def kl_categorical(t, a):
    return {"kl": F.kl_div(t["q"].log(), t["p"], reduction="sum")}


def normal_kl(p, q):
    return {"kl": torch.distributions.kl_divergence(p, q).sum()}


def normal(mean, deviation):
    return torch.distributions.Normal(mean, deviation, validate_args=False)


def bernoulli_kl(t, a):
    one, other = (torch.distributions.Bernoulli(probs=t[name], validate_args=False)
                  for name in ("p", "q"))
    return {"kl": torch.distributions.kl_divergence(one, other).sum()}


def lstm_cell(t, a):
    h, c = torch._VF.lstm_cell(t["x"], (t["h"], t["c"]), t["W_ih"], t["W_hh"], t["b"],
                               torch.zeros_like(t["b"]))
    return {"h_next": h, "c_next": c}


def gru_cell(t, a):
    check(a["reset"] == "after" and a["gate_order"] == "rzn")
    return {"h_next": torch._VF.gru_cell(t["x"], t["h"], t["W_ih"], t["W_hh"], t["b_ih"],
                                         t["b_hh"])}


def pointwise(function):
    return lambda t, a: {"y": function(t["x"], a)}


def compared(function):
    return lambda t, a: {"loss": function(t["prediction"], t["target"], a)}


DIFFERENTIABLE = {
    "activation/relu": pointwise(lambda x, a: F.relu(x)),
    "activation/leaky_relu": pointwise(lambda x, a: F.leaky_relu(x, a["slope"])),
    "activation/sigmoid": pointwise(lambda x, a: torch.sigmoid(x)),
    "activation/tanh": pointwise(lambda x, a: torch.tanh(x)),
    "activation/softplus": pointwise(lambda x, a: F.softplus(x)),
    "activation/softplus_beta": pointwise(lambda x, a: F.softplus(x, a["beta"], a["threshold"])),
    "activation/gelu_erf": pointwise(lambda x, a: F.gelu(x)),
    "activation/gelu_tanh": pointwise(lambda x, a: F.gelu(x, approximate="tanh")),
    "activation/silu": pointwise(lambda x, a: F.silu(x)),
    "activation/hard_tanh": pointwise(lambda x, a: F.hardtanh(x, a["lower"], a["upper"])),
    "activation/relu6": pointwise(lambda x, a: F.relu6(x)),
    "activation/hard_swish": pointwise(lambda x, a: F.hardswish(x)),
    "activation/softshrink": pointwise(lambda x, a: F.softshrink(x, a["lambda"])),
    "activation/hardshrink": pointwise(lambda x, a: F.hardshrink(x, a["lambda"])),
    "activation/elu": pointwise(lambda x, a: F.elu(x, a["alpha"])),
    "activation/selu": pointwise(lambda x, a: F.selu(x)),
    "activation/celu": pointwise(lambda x, a: F.celu(x, a["alpha"])),
    "activation/log_sigmoid": pointwise(lambda x, a: F.logsigmoid(x)),
    "activation/mish": pointwise(lambda x, a: F.mish(x)),
    "activation/softsign": pointwise(lambda x, a: F.softsign(x)),
    "activation/tanhshrink": pointwise(lambda x, a: F.tanhshrink(x)),
    "activation/parametric_relu": lambda t, a: {"y": F.prelu(t["x"], t["slope"])},
    "activation/glu": glu,
    "softmax/softmax": lambda t, a: {"p": F.softmax(t["x"], -1)},
    "softmax/log_softmax": lambda t, a: {"y": F.log_softmax(t["x"], -1)},
    "softmax/logsumexp": lambda t, a: {"y": torch.logsumexp(t["x"], -1)},
    "linear/linear": lambda t, a: {"y": F.linear(t["x"], t["W"], t["b"])},
    "linear/embedding": lambda t, a: {"y": F.embedding(t["index"], t["table"])},
    "loss/softmax_cross_entropy": lambda t, a: {
        "loss": F.cross_entropy(t["logits"], t["label"], reduction=reduction(a))},
    "loss/soft_cross_entropy": lambda t, a: {
        "loss": F.cross_entropy(t["logits"], t["target"], reduction=reduction(a))},
    "loss/cross_entropy": cross_entropy,
    "loss/nll": lambda t, a: {
        "loss": F.nll_loss(t["log_probability"], t["label"], t["weight"].detach(),
                           ignore_index=a["ignore_index"], reduction=reduction(a))},
    "loss/mean_squared_error": compared(lambda p, t, a: F.mse_loss(p, t, reduction=reduction(a))),
    "loss/mean_absolute_error": compared(lambda p, t, a: F.l1_loss(p, t, reduction=reduction(a))),
    "loss/huber": compared(
        lambda p, t, a: F.huber_loss(p, t, reduction=reduction(a), delta=a["delta"])),
    "loss/smooth_l1": compared(
        lambda p, t, a: F.smooth_l1_loss(p, t, reduction=reduction(a), beta=a["beta"])),
    "loss/binary_cross_entropy": lambda t, a: {
        "loss": F.binary_cross_entropy(t["probability"], t["target"], reduction=reduction(a))},
    "loss/binary_cross_entropy_with_logits": logit_cross_entropy,
    "divergence/kl_categorical": kl_categorical,
    "divergence/kl_bernoulli": bernoulli_kl,
    "divergence/kl_normal_standard": lambda t, a: normal_kl(
        normal(t["mu"], t["sigma"]), normal(torch.tensor(0.0), torch.tensor(1.0))),
    "divergence/kl_normal_normal": lambda t, a: normal_kl(
        normal(t["mu1"], t["sigma1"]), normal(t["mu2"], t["sigma2"])),
    "normalization/layer_norm": lambda t, a: {
        "y": F.layer_norm(t["x"], t["gamma"].shape, t["gamma"], t["beta"], a["epsilon"])},
    "normalization/batch_norm": lambda t, a: {
        "y": F.batch_norm(t["x"], None, None, t["gamma"], t["beta"], True, 0, a["epsilon"])},
    "convolution/conv1d": conv1d,
    "convolution/conv2d": conv2d,
    "pooling/max_pool2d": lambda t, a: {
        "y": F.max_pool2d(t["x"], *window(a), ceil_mode=a["ceil_mode"] == 1)},
    "pooling/average_pool2d": lambda t, a: {
        "y": F.avg_pool2d(t["x"], *window(a), ceil_mode=a["ceil_mode"] == 1,
                          count_include_pad=a["count_include_pad"] == 1)},
    "recurrent/lstm_cell": lstm_cell,
    "recurrent/gru_cell": gru_cell,
}


def differentiable(function):
    def answer(case):
        tensors = {name: torch.from_numpy(array.copy()) for name, array in case.inputs.items()}
        leaves = {name: tensor.requires_grad_() for name, tensor in tensors.items()
                  if tensor.is_floating_point()}
        try:
            outputs = function(tensors, case.attributes)
            given = {"out." + name: output.detach().numpy() for name, output in outputs.items()}
            names = [name for name in case.upstream if outputs[name].requires_grad]
            if names:
                gradients = torch.autograd.grad(
                    [outputs[name] for name in names], list(leaves.values()),
                    [torch.from_numpy(case.upstream[name]).reshape(outputs[name].shape)
                     for name in names], allow_unused=True)
                for name, gradient in zip(leaves, gradients):
                    if gradient is not None:
                        given["grad." + name] = gradient.numpy()
            return given
        except (RuntimeError, ValueError) as refusal:
            raise NotImplementedError from refusal
    return answer


def optimizer(function):
    """One step from a given state."""
    def answer(case):
        t = {name: torch.from_numpy(array.copy()) for name, array in case.inputs.items()}
        return {"out." + name: tensor.numpy()
                for name, tensor in function(t, case.attributes).items()}
    return answer


def sgd(t, a):
    check(a["momentum_form"] == "velocity")
    theta = torch.nn.Parameter(t["theta"])
    theta.grad = t["gradient"]
    step = torch.optim.SGD([theta], lr=a["lr"], momentum=a["momentum"],
                           nesterov=a["nesterov"] == "yes")
    check(a["momentum"] > 0)
    step.state[theta]["momentum_buffer"] = t["velocity"]
    step.step()
    return {"theta": theta.detach(), "velocity": t["velocity"]}


def moments(kind):
    def update(t, a):
        check(a["eps_mode"] == "outside")
        theta = torch.nn.Parameter(t["theta"])
        theta.grad = t["gradient"]
        step = kind([theta], lr=a["lr"], betas=(a["beta1"], a["beta2"]), eps=a["epsilon"],
                    **({"weight_decay": a["weight_decay"]} if "weight_decay" in a else {}))
        step.state[theta] = {"step": torch.tensor(float(a["t"] - 1)), "exp_avg": t["m"],
                             "exp_avg_sq": t["v"]}
        step.step()
        return {"theta": theta.detach(), "m": t["m"], "v": t["v"]}
    return update


TABLE = {name: differentiable(function) for name, function in DIFFERENTIABLE.items()}
TABLE |= {"optimizer/sgd": optimizer(sgd), "optimizer/adam": optimizer(moments(torch.optim.Adam)),
          "optimizer/adamw": optimizer(moments(torch.optim.AdamW))}

print("PyTorch", torch.__version__)
if len(sys.argv) > 2:
    torch.set_num_threads(1)
    fixtures.answer_all(sys.argv[1], sys.argv[2], TABLE)
