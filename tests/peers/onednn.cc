// oneDNN's answers to our fixtures: onednn_peer FIXTURES ANSWERS. Without ANSWERS only prints the
// version.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <dnnl.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "fixtures/format/json_file.h"
#include "fixtures/format/safetensors.h"

namespace {

using assay::Array;
using assay::Arrays;
using assay::Dtype;
using assay::Shape;
using assay::Tensor;
using nlohmann::json;
using Memory = dnnl::memory;
using Tag = Memory::format_tag;

/// What oneDNN refuses, or we have no words for.
struct Refusal {};

const dnnl::engine& engine() {
  static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

Tag plain(std::size_t rank) {
  static const std::map<std::size_t, Tag> tags = {
      {1, Tag::a}, {2, Tag::ab}, {3, Tag::abc}, {4, Tag::abcd}, {5, Tag::abcde}};
  return tags.at(rank);
}

Memory::desc described(const Shape& shape) {
  return {Memory::dims(shape.begin(), shape.end()), Memory::data_type::f32, plain(shape.size())};
}

/// A tensor in oneDNN's memory, under a shape of our choice.
Memory memory_of(const Tensor<double>& tensor, const Shape& shape) {
  Memory memory(described(shape), engine());
  auto* data = static_cast<float*>(memory.get_data_handle());
  std::copy(tensor.data.begin(), tensor.data.end(), data);
  return memory;
}
Memory memory_of(const Tensor<double>& tensor) { return memory_of(tensor, tensor.shape); }

Array answer_of(const Memory& memory, const Shape& shape) {
  const auto* data = static_cast<const float*>(memory.get_data_handle());
  const auto count = static_cast<std::size_t>(assay::element_count(shape));
  return {Dtype::f32, {shape, std::vector<double>(data, data + count)}};
}

void run(const dnnl::primitive& primitive, const std::unordered_map<int, Memory>& arguments) {
  dnnl::stream stream(engine());
  primitive.execute(stream, arguments);
  stream.wait();
}

/// One case: arrays by their names, "in.x" and "grad_out.y", and the attributes.
struct Case {
  std::map<std::string, Tensor<double>> tensors;
  json attributes;

  const Tensor<double>& operator[](const std::string& name) const { return tensors.at(name); }
  std::int64_t integer(const std::string& name) const { return attributes.at(name); }
  float real(const std::string& name) const {
    return std::strtof(attributes.at(name).get<std::string>().c_str(), nullptr);
  }
};

using Answerer = std::function<Arrays(const Case&)>;
using Algorithm = dnnl::algorithm;

/// y = f(x) and dL/dx, with up to two parameters.
Arrays pointwise(const Case& c, Algorithm algorithm, float alpha, float beta, bool differentiates) {
  const Tensor<double>& x = c["in.x"];
  if (x.data.empty()) throw Refusal();
  const Memory in = memory_of(x);
  const Memory::desc desc = described(x.shape);
  const dnnl::eltwise_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_training, algorithm, desc, alpha, beta}, engine());
  Memory out(desc, engine());
  run(dnnl::eltwise_forward(forward), {{DNNL_ARG_SRC, in}, {DNNL_ARG_DST, out}});
  Arrays answers = {{"out.y", answer_of(out, x.shape)}};
  if (!differentiates) return answers;
  const dnnl::eltwise_backward::primitive_desc backward({algorithm, desc, desc, alpha, beta},
                                                        engine(), forward);
  Memory dx(desc, engine());
  run(dnnl::eltwise_backward(backward), {{DNNL_ARG_SRC, in},
                                         {DNNL_ARG_DIFF_DST, memory_of(c["grad_out.y"])},
                                         {DNNL_ARG_DIFF_SRC, dx}});
  answers["grad.x"] = answer_of(dx, x.shape);
  return answers;
}

Answerer plain_pointwise(Algorithm algorithm) {
  return [algorithm](const Case& c) { return pointwise(c, algorithm, 0, 0, true); };
}

Answerer with(Algorithm algorithm, const char* alpha, const char* beta = nullptr) {
  return [=](const Case& c) {
    return pointwise(c, algorithm, c.real(alpha), beta == nullptr ? 0 : c.real(beta), true);
  };
}

Arrays softmax_like(const Case& c, bool logarithm, const char* output) {
  const Tensor<double>& x = c["in.x"];
  if (x.data.empty()) throw Refusal();
  const Memory::desc desc = described(x.shape);
  Memory out(desc, engine());
  const dnnl::softmax_v2_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_training,
       logarithm ? Algorithm::softmax_log : Algorithm::softmax_accurate, desc, desc, 1},
      engine());
  run(dnnl::softmax_v2_forward(forward), {{DNNL_ARG_SRC, memory_of(x)}, {DNNL_ARG_DST, out}});
  const dnnl::softmax_v2_backward::primitive_desc backward(
      {logarithm ? Algorithm::softmax_log : Algorithm::softmax_accurate, desc, desc, desc, 1},
      engine(), forward);
  Memory dx(desc, engine());
  const std::string name = output;
  run(dnnl::softmax_v2_backward(backward), {{DNNL_ARG_DST, out},
                                            {DNNL_ARG_DIFF_DST, memory_of(c["grad_out." + name])},
                                            {DNNL_ARG_DIFF_SRC, dx}});
  return {{"out." + name, answer_of(out, x.shape)}, {"grad.x", answer_of(dx, x.shape)}};
}

Arrays inner_product(const Case& c) {
  const Tensor<double>&x = c["in.x"], &weight = c["in.W"], &bias = c["in.b"];
  const Shape shape = {x.extent(0), weight.extent(0)};
  if (x.data.empty() || assay::element_count(shape) == 0) throw Refusal();
  Memory out(described(shape), engine());
  const dnnl::inner_product_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_inference, described(x.shape), described(weight.shape),
       described(bias.shape), described(shape)},
      engine());
  run(dnnl::inner_product_forward(forward), {{DNNL_ARG_SRC, memory_of(x)},
                                             {DNNL_ARG_WEIGHTS, memory_of(weight)},
                                             {DNNL_ARG_BIAS, memory_of(bias)},
                                             {DNNL_ARG_DST, out}});
  return {{"out.y", answer_of(out, shape)}};
}

Arrays layer_norm(const Case& c) {
  const Tensor<double>& x = c["in.x"];
  if (x.data.empty()) throw Refusal();
  const Memory::desc desc = described(x.shape);
  const auto flags = dnnl::normalization_flags::use_scale | dnnl::normalization_flags::use_shift;
  const dnnl::layer_normalization_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_inference, desc, c.real("epsilon"), flags}, engine());
  Memory out(desc, engine());
  run(dnnl::layer_normalization_forward(forward), {{DNNL_ARG_SRC, memory_of(x)},
                                                   {DNNL_ARG_SCALE, memory_of(c["in.gamma"])},
                                                   {DNNL_ARG_SHIFT, memory_of(c["in.beta"])},
                                                   {DNNL_ARG_DST, out}});
  return {{"out.y", answer_of(out, x.shape)}};
}

/// The shape that the fixtures expect of the output, which is in the files.
const Shape& output_shape(const Case& c) { return c["out.y"].shape; }

Memory::dims both(const Case& c, const std::string& name) {
  return {c.integer(name + "_h"), c.integer(name + "_w")};
}

Arrays convolution(const Case& c) {
  const Tensor<double>&x = c["in.x"], &weight = c["in.W"], &bias = c["in.b"];
  const Shape& shape = output_shape(c);
  if (c.integer("flip") != 0 || x.data.empty() || assay::element_count(shape) == 0) throw Refusal();
  const std::int64_t groups = c.integer("groups");
  Shape weights = weight.shape;
  if (groups > 1) {
    weights[0] /= groups;
    weights.insert(weights.begin(), groups);
  }
  Memory::dims dilation = both(c, "dilation");
  for (auto& extent : dilation) --extent;  // oneDNN counts the gaps
  const dnnl::convolution_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_inference, Algorithm::convolution_direct, described(x.shape),
       described(weights), described(bias.shape), described(shape), both(c, "stride"), dilation,
       both(c, "padding"), both(c, "padding")},
      engine());
  Memory out(described(shape), engine());
  run(dnnl::convolution_forward(forward), {{DNNL_ARG_SRC, memory_of(x)},
                                           {DNNL_ARG_WEIGHTS, memory_of(weight, weights)},
                                           {DNNL_ARG_BIAS, memory_of(bias)},
                                           {DNNL_ARG_DST, out}});
  return {{"out.y", answer_of(out, shape)}};
}

Arrays pool(const Case& c, Algorithm algorithm) {
  const Tensor<double>& x = c["in.x"];
  const Shape& shape = output_shape(c);
  if (c.integer("ceil_mode") != 0 || x.data.empty() || assay::element_count(shape) == 0)
    throw Refusal();
  const dnnl::pooling_forward::primitive_desc forward(
      {dnnl::prop_kind::forward_inference, algorithm, described(x.shape), described(shape),
       both(c, "stride"), both(c, "kernel"), both(c, "padding"), both(c, "padding")},
      engine());
  Memory out(described(shape), engine());
  run(dnnl::pooling_forward(forward), {{DNNL_ARG_SRC, memory_of(x)}, {DNNL_ARG_DST, out}});
  return {{"out.y", answer_of(out, shape)}};
}

const std::map<std::string, Answerer>& table() {
  static const std::map<std::string, Answerer> all = {
      {"activation/relu", plain_pointwise(Algorithm::eltwise_relu)},
      {"activation/leaky_relu", with(Algorithm::eltwise_relu, "slope")},
      {"activation/sigmoid", plain_pointwise(Algorithm::eltwise_logistic)},
      {"activation/tanh", plain_pointwise(Algorithm::eltwise_tanh)},
      {"activation/softplus", plain_pointwise(Algorithm::eltwise_soft_relu)},
      {"activation/log_sigmoid", plain_pointwise(Algorithm::eltwise_logsigmoid)},
      {"activation/gelu_erf", plain_pointwise(Algorithm::eltwise_gelu_erf)},
      {"activation/gelu_tanh", plain_pointwise(Algorithm::eltwise_gelu_tanh)},
      {"activation/silu",
       [](const Case& c) { return pointwise(c, Algorithm::eltwise_swish, 1, 0, true); }},
      {"activation/swish", with(Algorithm::eltwise_swish, "beta")},
      {"activation/elu", with(Algorithm::eltwise_elu, "alpha")},
      {"activation/mish", plain_pointwise(Algorithm::eltwise_mish)},
      {"activation/hard_swish", plain_pointwise(Algorithm::eltwise_hardswish)},
      {"activation/hard_tanh", with(Algorithm::eltwise_clip_v2, "lower", "upper")},
      {"softmax/softmax", [](const Case& c) { return softmax_like(c, false, "p"); }},
      {"softmax/log_softmax", [](const Case& c) { return softmax_like(c, true, "y"); }},
      {"linear/linear", inner_product},
      {"normalization/layer_norm", layer_norm},
      {"convolution/conv2d", convolution},
      {"pooling/max_pool2d", [](const Case& c) { return pool(c, Algorithm::pooling_max); }},
      {"pooling/average_pool2d", [](const Case& c) {
         return pool(c, c.integer("count_include_pad") != 0
                            ? Algorithm::pooling_avg_include_padding
                            : Algorithm::pooling_avg_exclude_padding);
       }}};
  return all;
}

/// The arrays of one case, "0007.in.x" as "in.x".
Case case_of(const json& test, const std::string& id, const Arrays& arrays) {
  Case one{.tensors = {}, .attributes = test.at("attributes")};
  for (const auto& [name, array] : arrays)
    if (name.starts_with(id + ".")) one.tensors[name.substr(id.size() + 1)] = array.values;
  return one;
}

void answer(const std::filesystem::path& manifest, const std::filesystem::path& answers) {
  const json document = assay::format::read_json(manifest);
  const auto found = table().find(document.value("operator", ""));
  if (found == table().end()) return;
  std::filesystem::path file = manifest;
  const Arrays arrays =
      assay::format::read_safetensors(file.replace_extension(".safetensors")).tensors;
  Arrays given;
  for (const json& test : document.at("tests")) {
    std::string id = std::to_string(test.at("tcId").get<int>());
    id.insert(0, 4 - std::min<std::size_t>(4, id.size()), '0');
    try {
      for (const auto& [name, array] : found->second(case_of(test, id, arrays)))
        given[id + "." + name] = array;
    } catch (const Refusal&) {
    } catch (const dnnl::error& error) {
      std::printf("failed %s %s: %s\n", manifest.stem().c_str(), id.c_str(), error.what());
    }
  }
  if (!given.empty())
    assay::format::write_safetensors(answers / file.filename(), {.metadata = {}, .tensors = given});
}

}  // namespace

int main(int count, char** words) {
  const dnnl_version_t& version = *dnnl_version();
  std::printf("oneDNN %d.%d.%d\n", version.major, version.minor, version.patch);
  if (count < 3) return 0;
  std::filesystem::create_directories(words[2]);
  for (const auto& entry : std::filesystem::directory_iterator(words[1]))
    if (entry.path().extension() == ".json") answer(entry.path(), words[2]);
}
