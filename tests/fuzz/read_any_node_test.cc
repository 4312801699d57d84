// libFuzzer's entry: tests of nodes on any bytes, in two forms: a test vector of WebNN (JSON), and
// an ONNX model with its tensors (protobuf messages, each after its length as four bytes, the least
// first). What is taken is given to every row that answers its node, without deriving values.
#include <cstdint>
#include <string>
#include <string_view>

#include "fixtures/format/json_file.h"
#include "fixtures/onnx/audit_node.h"
#include "fixtures/onnx/webnn.h"
#include "tests/fuzz/one_line.h"

namespace {

using namespace assay;
using namespace assay::backend;

/// Deals out the messages one by one, whatever file is asked for.
class Messages {
 public:
  explicit Messages(std::string_view bytes) : rest_(bytes) {}

  std::string next(const std::filesystem::path& path) {
    std::size_t length = 0;
    if (rest_.size() < 4) throw InputError(path.string(), "no such file");
    for (std::size_t i = 4; i-- > 0;) length = length << 8 | static_cast<unsigned char>(rest_[i]);
    const std::string message(rest_.substr(4, length));
    rest_.remove_prefix(4 + message.size());
    return message;
  }

 private:
  std::string_view rest_;
};

void adapt(const NodeTest& test) {
  for (const Row& row : table()) {
    if (row.onnx != test.op_type) continue;
    try {
      row.adapt(test, operator_of(row));
    } catch (const NotCovered&) {
    }
  }
}

/// As the audit does: tensors that do not fit their node are refused in one line.
template <class Read>
void attempt(Read read) {
  fuzz::attempt([&] {
    try {
      read();
    } catch (const NotCovered&) {
    } catch (...) {
      refuse_misfit("f", "node");
    }
  });
}

void read_webnn(std::string_view bytes) {
  const nlohmann::json document = format::parse_json(bytes, "f.json", {.comments = true});
  if (!is_webnn(document)) return;
  const nlohmann::json& tests = document.is_array() ? document : document["tests"];
  if (!tests.is_array()) return;
  for (const nlohmann::json& test : tests)
    attempt([&] {
      const WebnnTest read = webnn_test(test, "relu", "f.json");
      const NodeTest node = as_node(read);
      if (node.op_type.empty()) return;
      webnn_tolerance(read);
      adapt(node);
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  attempt([&] { read_webnn(bytes); });
  attempt([&] {
    Messages messages(bytes);
    adapt(read_node_test({"f", "", 1}, 0,
                         [&](const std::filesystem::path& path) { return messages.next(path); }));
  });
  return 0;
}
