#include "cli/values.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <filesystem>

#include "fixtures/format/array_file.h"
#include "fixtures/format/input_error.h"

namespace assay::cli {

namespace {

std::string not_exactly(std::string_view name, std::string_view text, Format format, double taken) {
  return fmt::format("{}: {} is not a {}; taken as {}", name, text, traits(format).name,
                     to_hex(taken));
}

/// Nested lists of numbers, all of one shape.
class ListReader {
 public:
  ListReader(const std::string& text, Format format, const std::string& what,
             std::vector<std::string>& notes)
      : text_(text), format_(format), what_(what), notes_(notes) {}

  Tensor<double> read() {
    Shape shape = value(0);
    skip_spaces();
    if (at_ < text_.size()) fail("expected the end");
    return Tensor<double>(std::move(shape), std::move(data_));
  }

 private:
  static constexpr int deepest = 8;

  /// Reads a number or a list, and returns its shape.
  Shape value(int depth) {
    skip_spaces();
    if (depth > deepest) fail("lists nested too deeply");
    if (at_ < text_.size() && text_[at_] == '[') return list(depth);
    const std::size_t end = std::min(text_.find_first_of(",] ", at_), text_.size());
    const std::string_view word = std::string_view(text_).substr(at_, end - at_);
    const auto number = parse_number(word, format_);
    if (!number)
      fail("expected a number in a double's range, or a .npy, .npz or .safetensors file,");
    if (parse_number(word) != *number && !std::isnan(*number)) note(word, *number);
    data_.push_back(*number);
    at_ = end;
    return {};
  }

  Shape list(int depth) {
    ++at_;  // the bracket
    Shape inner;
    std::int64_t count = 0;
    for (skip_spaces(); at_ < text_.size() && text_[at_] != ']'; skip_spaces()) {
      if (count > 0 && text_[at_] != ',') fail("expected ',' or ']'");
      if (count > 0) ++at_;
      const std::size_t start = at_;
      const Shape shape = value(depth + 1);
      if (count++ == 0) inner = shape;
      if (shape != inner) {
        at_ = start;
        fail("expected a list as long as its neighbours");
      }
    }
    if (at_ >= text_.size()) fail("expected ']'");
    ++at_;
    inner.insert(inner.begin(), count);
    return inner;
  }

  void skip_spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  /// Once is enough: a list of decimals would drown what follows.
  void note(std::string_view word, double taken) {
    if (noted_) return;
    noted_ = true;
    notes_.push_back(not_exactly(what_, word, format_, taken));
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw InputError(fmt::format("{}: {} at column {} of '{}'", what_, why, at_ + 1,
                                 text_.size() > 60 ? text_.substr(0, 60) + "..." : text_));
  }

  const std::string& text_;
  Format format_;
  const std::string& what_;
  std::vector<std::string>& notes_;
  bool noted_ = false;
  std::size_t at_ = 0;
  std::vector<double> data_;
};

bool names_a_file(const std::string& path) {
  const std::string ending = std::filesystem::path(path).extension();
  return ending == ".npy" || ending == ".npz" || ending == ".safetensors";
}

Tensor<double> read_array(const std::string& path, const std::string& name) {
  const Arrays arrays = format::read_arrays(path);
  if (name.empty() && arrays.size() == 1) return arrays.begin()->second.values;
  const auto found = arrays.find(name);
  if (found != arrays.end()) return found->second.values;
  if (arrays.empty()) throw InputError(path, "holds no array");
  std::string names;
  for (const auto& [known, array] : arrays) names += (names.empty() ? "" : ", ") + known;
  throw InputError(path, name.empty() ? "holds several arrays, say which: " + names
                                      : "holds no array '" + name + "', only " + names);
}

}  // namespace

Tensor<double> parse_tensor(const std::string& text, Format format, const std::string& what,
                            std::vector<std::string>& notes) {
  if (names_a_file(text)) return read_array(text, {});
  const std::size_t colon = text.rfind(':');
  if (colon != std::string::npos && names_a_file(text.substr(0, colon)))
    return read_array(text.substr(0, colon), text.substr(colon + 1));
  return ListReader(text, format, what, notes).read();
}

AttributeValue parse_attribute(const AttributeCard& card, const std::string& text, Format format,
                               std::vector<std::string>& notes) {
  if (std::holds_alternative<std::string>(card.fallback)) return text;
  if (std::holds_alternative<std::int64_t>(card.fallback)) {
    std::int64_t whole = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, whole);
    if (error != std::errc() || stop != end)
      throw InputError(
          fmt::format("attribute {}: expected an integer, found '{}'", card.name, text));
    return whole;
  }
  const auto number = parse_number(text);
  if (!number)
    throw InputError(fmt::format("attribute {}: expected a number, found '{}'", card.name, text));
  const double taken = round_to(*number, format);
  if (taken != *number && !std::isnan(*number))
    notes.push_back(not_exactly(card.name, text, format, taken));
  return *number;
}

}  // namespace assay::cli
