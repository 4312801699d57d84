#include "tests/second_opinions/node_test.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>

namespace assay::second_opinions {

namespace {

namespace fs = std::filesystem;

template <class Message>
Message read_message(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  Message message;
  if (!file || !message.ParseFromIstream(&file))
    throw std::runtime_error(path.string() + ": expected a protobuf message of ONNX");
  return message;
}

/// The elements of a tensor that are kept as raw little-endian bytes.
template <class Stored, class Convert>
std::vector<double> from_raw(const std::string& raw, Convert convert) {
  static_assert(std::endian::native == std::endian::little);
  std::vector<double> values(raw.size() / sizeof(Stored));
  for (std::size_t i = 0; i < values.size(); ++i) {
    Stored stored;
    std::memcpy(&stored, raw.data() + i * sizeof(Stored), sizeof(Stored));
    values[i] = convert(stored);
  }
  return values;
}

/// The elements of a tensor, from its raw bytes or from the field for its type.
template <class Stored, class Field, class Convert>
std::vector<double> elements(const onnx::TensorProto& tensor, const Field& field, Convert convert) {
  if (tensor.has_raw_data()) return from_raw<Stored>(tensor.raw_data(), convert);
  std::vector<double> values;
  for (const auto& element : field) values.push_back(convert(static_cast<Stored>(element)));
  return values;
}

template <class Stored, class Field>
std::vector<double> numbers(const onnx::TensorProto& tensor, const Field& field) {
  return elements<Stored>(tensor, field, [](Stored x) { return static_cast<double>(x); });
}

template <class Field>
std::vector<double> halves(const onnx::TensorProto& tensor, const Field& field, Format format) {
  return elements<std::uint16_t>(tensor, field,
                                 [format](std::uint16_t bits) { return from_bits(bits, format); });
}

Format format_of(const onnx::TensorProto& tensor) {
  switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT:
      return Format::binary32;
    case onnx::TensorProto::FLOAT16:
      return Format::binary16;
    case onnx::TensorProto::BFLOAT16:
      return Format::bfloat16;
    default:
      return Format::binary64;
  }
}

std::vector<double> values_of(const onnx::TensorProto& tensor) {
  using Type = onnx::TensorProto;
  switch (tensor.data_type()) {
    case Type::FLOAT:
      return numbers<float>(tensor, tensor.float_data());
    case Type::DOUBLE:
      return numbers<double>(tensor, tensor.double_data());
    case Type::FLOAT16:
    case Type::BFLOAT16:
      return halves(tensor, tensor.int32_data(), format_of(tensor));
    case Type::BOOL:
    case Type::UINT8:
      return numbers<std::uint8_t>(tensor, tensor.int32_data());
    case Type::INT8:
      return numbers<std::int8_t>(tensor, tensor.int32_data());
    case Type::INT32:
      return numbers<std::int32_t>(tensor, tensor.int32_data());
    case Type::INT64:
      return numbers<std::int64_t>(tensor, tensor.int64_data());
    default:
      throw NotCovered("tensors of ONNX type " + std::to_string(tensor.data_type()));
  }
}

Published read_tensor(const fs::path& path, const onnx::ValueInfoProto& declared) {
  if (!declared.type().has_tensor_type()) throw NotCovered("sequences and optional values");
  const auto tensor = read_message<onnx::TensorProto>(path);
  const Shape shape(tensor.dims().begin(), tensor.dims().end());
  return {declared.name(), Tensor<double>(shape, values_of(tensor)), format_of(tensor)};
}

/// input_0.pb, input_1.pb, ... in the order of the graph's inputs.
template <class Declarations>
std::map<std::string, Published> read_tensors(const fs::path& data, const std::string& kind,
                                              const Declarations& declarations) {
  std::map<std::string, Published> tensors;
  for (int i = 0; i < declarations.size(); ++i)
    tensors.emplace(declarations[i].name(),
                    read_tensor(data / (kind + "_" + std::to_string(i) + ".pb"), declarations[i]));
  return tensors;
}

template <class Names>
std::vector<std::optional<Published>> in_order(const Names& names,
                                               const std::map<std::string, Published>& tensors) {
  std::vector<std::optional<Published>> ordered;
  for (const std::string& name : names) {
    const auto found = tensors.find(name);
    ordered.push_back(found == tensors.end() ? std::nullopt : std::optional(found->second));
  }
  return ordered;
}

void read_attribute(const onnx::AttributeProto& attribute, NodeTest& test) {
  using Type = onnx::AttributeProto;
  switch (attribute.type()) {
    case Type::FLOAT:
      test.attributes.set(attribute.name(), double{attribute.f()});
      break;
    case Type::INT:
      test.attributes.set(attribute.name(), std::int64_t{attribute.i()});
      break;
    case Type::STRING:
      test.attributes.set(attribute.name(), attribute.s());
      break;
    case Type::INTS:
      test.lists[attribute.name()] = {attribute.ints().begin(), attribute.ints().end()};
      break;
    default:
      throw NotCovered("the attribute " + attribute.name());
  }
}

const Published& at(const std::vector<std::optional<Published>>& tensors, std::size_t position) {
  if (position >= tensors.size() || !tensors[position])
    throw NotCovered("tensor " + std::to_string(position) + " is left out");
  return *tensors[position];
}

}  // namespace

const Published& NodeTest::input(std::size_t position) const { return at(inputs, position); }
const Published& NodeTest::output(std::size_t position) const { return at(outputs, position); }

bool NodeTest::has_input(std::size_t position) const {
  return position < inputs.size() && inputs[position];
}
bool NodeTest::has_output(std::size_t position) const {
  return position < outputs.size() && outputs[position];
}

std::int64_t NodeTest::integer(const std::string& attribute, std::int64_t fallback) const {
  return attributes.values().contains(attribute) ? attributes.integer(attribute) : fallback;
}
double NodeTest::real(const std::string& attribute, double fallback) const {
  return attributes.values().contains(attribute) ? attributes.real(attribute) : fallback;
}
std::string NodeTest::choice(const std::string& attribute, const std::string& fallback) const {
  return attributes.values().contains(attribute) ? attributes.choice(attribute) : fallback;
}
std::vector<std::int64_t> NodeTest::list(const std::string& attribute,
                                         const std::vector<std::int64_t>& fallback) const {
  const auto found = lists.find(attribute);
  return found == lists.end() ? fallback : found->second;
}

Folders list_folders(const fs::path& node_tests) {
  Folders folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(node_tests)) {
    if (entry.path().filename().string().find("expanded") != std::string::npos) {
      ++folders.expanded;
      continue;
    }
    const auto model = read_message<onnx::ModelProto>(entry.path() / "model.onnx");
    const onnx::GraphProto& graph = model.graph();
    folders.published.push_back(
        {entry.path(), graph.node_size() == 1 ? graph.node(0).op_type() : std::string()});
  }
  std::sort(folders.published.begin(), folders.published.end(),
            [](const Folder& a, const Folder& b) { return a.path < b.path; });
  return folders;
}

NodeTest read_node_test(const Folder& folder) {
  const auto model = read_message<onnx::ModelProto>(folder.path / "model.onnx");
  const onnx::NodeProto& node = model.graph().node(0);
  NodeTest test{.folder = folder.name(),
                .op_type = node.op_type(),
                .attributes = {},
                .lists = {},
                .inputs = {},
                .outputs = {}};
  for (const onnx::OperatorSetIdProto& set : model.opset_import()) test.opset = set.version();
  for (const onnx::AttributeProto& attribute : node.attribute()) read_attribute(attribute, test);
  const fs::path data = folder.path / "test_data_set_0";
  test.inputs = in_order(node.input(), read_tensors(data, "input", model.graph().input()));
  test.outputs = in_order(node.output(), read_tensors(data, "output", model.graph().output()));
  return test;
}

}  // namespace assay::second_opinions
