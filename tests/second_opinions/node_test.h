// ONNX's published node tests: a model of one node, its inputs and the outputs that ONNX's own
// generator computed for them. https://github.com/onnx/onnx/blob/main/docs/OnnxBackendTest.md
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "reference/contract/operator.h"
#include "reference/scalar/format.h"

namespace assay::second_opinions {

/// A published tensor of numbers. Integers and truth values travel as binary64, which holds them.
struct Published {
  std::string name;
  Tensor<double> tensor;
  Format format = Format::binary32;
};

/// Thrown for what a row of the table does not cover. The message says what it is.
struct NotCovered : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct NodeTest {
  std::string folder;   ///< "test_softmax_axis_0"
  std::string op_type;  ///< "Softmax"
  std::int64_t opset = 0;
  Attributes attributes;                                   ///< those that are present
  std::map<std::string, std::vector<std::int64_t>> lists;  ///< attributes that are integers
  /// In the node's order; nothing where an optional one is left out.
  std::vector<std::optional<Published>> inputs, outputs;

  /// The input at this position. Throws NotCovered where it is left out.
  const Published& input(std::size_t position) const;
  const Published& output(std::size_t position) const;
  bool has_input(std::size_t position) const;
  bool has_output(std::size_t position) const;
  std::int64_t integer(const std::string& attribute, std::int64_t fallback) const;
  double real(const std::string& attribute, double fallback) const;
  std::string choice(const std::string& attribute, const std::string& fallback) const;
  std::vector<std::int64_t> list(const std::string& attribute,
                                 const std::vector<std::int64_t>& fallback) const;
};

/// A folder, and the operator of its only node (empty where there are several).
struct Folder {
  std::filesystem::path path;
  std::string op_type;

  std::string name() const { return path.filename().string(); }
};

struct Folders {
  std::vector<Folder> published;  ///< sorted by name
  std::size_t expanded = 0;  ///< set aside: the same values again, the node written as other nodes
};

/// Throws std::runtime_error naming a file that cannot be read.
Folders list_folders(const std::filesystem::path& node_tests);

/// Throws NotCovered where an input or output is no tensor of numbers, and std::runtime_error
/// naming a file that cannot be read.
NodeTest read_node_test(const Folder& folder);

}  // namespace assay::second_opinions
