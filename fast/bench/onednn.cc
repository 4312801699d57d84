// oneDNN 2 on one thread, its primitives made and its weights reordered before they are timed.
#include "fast/bench/onednn.h"

#include <omp.h>

#include <algorithm>
#include <dnnl.hpp>
#include <unordered_map>

namespace assay::fast::bench {

namespace {

using Memory = dnnl::memory;
using Algorithm = dnnl::algorithm;
using Arguments = std::unordered_map<int, Memory>;

const dnnl::engine& engine() {
  static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

Memory::desc plain(const Shape& shape) {
  Memory::dims strides(shape.size(), 1);
  for (std::size_t axis = shape.size(); axis-- > 1;)
    strides[axis - 1] = strides[axis] * shape[axis];
  return {Memory::dims(shape.begin(), shape.end()), Memory::data_type::f32, strides};
}

/// A layout of oneDNN's choice.
Memory::desc any(const Shape& shape) {
  return {Memory::dims(shape.begin(), shape.end()), Memory::data_type::f32,
          Memory::format_tag::any};
}

/// The tensor where it lies.
Memory memory_of(const Tensor<float>& tensor, const Shape& shape) {
  return {plain(shape), engine(), const_cast<float*>(tensor.data.data())};
}
Memory memory_of(const Tensor<float>& tensor) { return memory_of(tensor, tensor.shape); }

/// A copy in the layout that a primitive wants.
Memory reordered(Memory from, const Memory::desc& wanted) {
  if (from.get_desc() == wanted) return from;
  Memory to(wanted, engine());
  dnnl::stream stream(engine());
  dnnl::reorder(from, to).execute(stream, from, to);
  stream.wait();
  return to;
}

Run running(const dnnl::primitive& primitive, Arguments arguments, const Memory::desc& output) {
  omp_set_num_threads(1);
  const Memory y(output, engine(), DNNL_MEMORY_NONE);
  arguments[DNNL_ARG_DST] = y;
  return [primitive, arguments, y, stream = dnnl::stream(engine())](std::span<float> to) mutable {
    y.set_data_handle(to.data());
    primitive.execute(stream, arguments);
    stream.wait();
  };
}

constexpr auto inference = dnnl::prop_kind::forward_inference;

Run eltwise(Algorithm algorithm, float alpha, const Bag<float>& in) {
  const Memory::desc desc = plain(in[0].shape);
  const dnnl::eltwise_forward::primitive_desc forward({inference, algorithm, desc, alpha, 0},
                                                      engine());
  return running(dnnl::eltwise_forward(forward), {{DNNL_ARG_SRC, memory_of(in[0])}}, desc);
}

Run softmax(Algorithm algorithm, const Bag<float>& in) {
  const Memory::desc desc = plain(in[0].shape);
  const dnnl::softmax_v2_forward::primitive_desc forward({inference, algorithm, desc, desc, 1},
                                                         engine());
  return running(dnnl::softmax_v2_forward(forward), {{DNNL_ARG_SRC, memory_of(in[0])}}, desc);
}

Run layer_norm(const Bag<float>& in, const Attributes& attributes) {
  const Memory::desc desc = plain(in[0].shape);
  const auto flags = dnnl::normalization_flags::use_scale | dnnl::normalization_flags::use_shift;
  const dnnl::layer_normalization_forward::primitive_desc forward(
      {inference, desc, static_cast<float>(attributes.real("epsilon")), flags}, engine());
  return running(dnnl::layer_normalization_forward(forward),
                 {{DNNL_ARG_SRC, memory_of(in[0])},
                  {DNNL_ARG_SCALE, memory_of(in[1])},
                  {DNNL_ARG_SHIFT, memory_of(in[2])}},
                 desc);
}

Run linear(const Bag<float>& in, const Shape& output) {
  const dnnl::inner_product_forward::primitive_desc forward(
      {inference, plain(in[0].shape), any(in[1].shape), plain(in[2].shape), plain(output)},
      engine());
  return running(dnnl::inner_product_forward(forward),
                 {{DNNL_ARG_SRC, memory_of(in[0])},
                  {DNNL_ARG_WEIGHTS, reordered(memory_of(in[1]), forward.weights_desc())},
                  {DNNL_ARG_BIAS, memory_of(in[2])}},
                 plain(output));
}

Memory::dims both(const Attributes& attributes, const std::string& name) {
  return {attributes.integer(name + "_h"), attributes.integer(name + "_w")};
}

Run convolution(const Bag<float>& in, const Attributes& attributes, const Shape& output) {
  if (attributes.integer("flip") != 0) return {};
  const std::int64_t groups = attributes.integer("groups");
  Shape weights = in[1].shape;
  if (groups > 1) {
    weights[0] /= groups;
    weights.insert(weights.begin(), groups);
  }
  Memory::dims dilation = both(attributes, "dilation");
  for (auto& extent : dilation) --extent;  // oneDNN counts the gaps
  const Memory::dims padding = both(attributes, "padding");
  const dnnl::convolution_forward::primitive_desc forward(
      {inference, Algorithm::convolution_auto, plain(in[0].shape), any(weights), plain(in[2].shape),
       plain(output), both(attributes, "stride"), dilation, padding, padding},
      engine());
  return running(dnnl::convolution_forward(forward),
                 {{DNNL_ARG_SRC, memory_of(in[0])},
                  {DNNL_ARG_WEIGHTS, reordered(memory_of(in[1], weights), forward.weights_desc())},
                  {DNNL_ARG_BIAS, memory_of(in[2])}},
                 plain(output));
}

}  // namespace

std::vector<Peer> onednn_peers() {
  const dnnl_version_t& version = *dnnl_version();
  const std::string library =
      "oneDNN " + std::to_string(version.major) + "." + std::to_string(version.minor);
  std::vector<Peer> peers;
  const auto add = [&](const char* op, auto prepare) {
    peers.push_back(
        {library, op, [prepare](const Bag<float>& in, const Attributes& a, const Shape& output) {
           const bool empty = in[0].data.empty() || element_count(output) == 0;
           return empty ? Run() : Run(prepare(in, a, output));
         }});
  };
  const auto add_eltwise = [&](const char* op, Algorithm algorithm, float alpha) {
    add(op, [=](const Bag<float>& in, const auto&...) { return eltwise(algorithm, alpha, in); });
  };
  add_eltwise("activation/relu", Algorithm::eltwise_relu, 0);
  add_eltwise("activation/sigmoid", Algorithm::eltwise_logistic, 0);
  add_eltwise("activation/tanh", Algorithm::eltwise_tanh, 0);
  add_eltwise("activation/softplus", Algorithm::eltwise_soft_relu, 0);
  add_eltwise("activation/log_sigmoid", Algorithm::eltwise_logsigmoid, 0);
  add_eltwise("activation/gelu_erf", Algorithm::eltwise_gelu_erf, 0);
  add_eltwise("activation/gelu_tanh", Algorithm::eltwise_gelu_tanh, 0);
  add_eltwise("activation/silu", Algorithm::eltwise_swish, 1);
  add_eltwise("activation/mish", Algorithm::eltwise_mish, 0);
  add("softmax/softmax", [](const Bag<float>& in, const auto&...) {
    return softmax(Algorithm::softmax_accurate, in);
  });
  add("softmax/log_softmax",
      [](const Bag<float>& in, const auto&...) { return softmax(Algorithm::softmax_log, in); });
  add("normalization/layer_norm",
      [](const Bag<float>& in, const Attributes& a, const Shape&) { return layer_norm(in, a); });
  add("linear/linear", [](const Bag<float>& in, const Attributes&, const Shape& output) {
    return linear(in, output);
  });
  add("convolution/conv2d", convolution);
  return peers;
}

}  // namespace assay::fast::bench
