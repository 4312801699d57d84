#include "properties/sweep/subject.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <map>
#include <stdexcept>

#include "properties/sweep/float_kernel.h"
#include "properties/sweep/truth.h"

namespace assay::sweep {

namespace {

using Answer = std::function<void(std::span<const float>, std::span<float>)>;

void round_all(std::span<float> y, Format format) {
  if (format == Format::binary32) return;
  for (float& element : y) element = static_cast<float>(round_to(element, format));
}

/// The kernel on floats as it is; through doubles where the row does not keep it.
Answer on_floats(const Operator& op, bool derivative, const Attributes& attributes) {
  if (derivative) {
    const auto* kernel = op.fast_gradient.target<FloatGradientKernel>();
    if (kernel == nullptr) return {};
    return [kernel, attributes](std::span<const float> x, std::span<float> y) {
      const std::vector<float> ones(x.size(), 1.0f);
      kernel->floats(x, ones, y, attributes);
    };
  }
  const auto* kernel = op.fast.target<FloatKernel>();
  if (kernel == nullptr) return {};
  return [kernel, attributes](std::span<const float> x, std::span<float> y) {
    kernel->floats(x, y, attributes);
  };
}

Answer on_doubles(const Operator& op, bool derivative, const Attributes& attributes) {
  return [&op, derivative, attributes](std::span<const float> x, std::span<float> y) {
    const Shape shape = {static_cast<std::int64_t>(x.size())};
    const Bag<double> inputs = {Tensor<double>(shape, std::vector<double>(x.begin(), x.end()))};
    const Bag<double> outputs =
        derivative ? op.fast_gradient(inputs, {Tensor<double>(shape, 1.0)}, attributes)
                   : op.fast(inputs, attributes);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<float>(outputs[0].data.at(i));
  };
}

}  // namespace

std::vector<Subject> fast_subjects(const Operator& op, bool derivative,
                                   const Attributes& attributes, Format format,
                                   const std::string& target) {
  std::vector<Subject> subjects;
  std::string known;
  Answer kernel = on_floats(op, derivative, attributes);
  if (!kernel) kernel = on_doubles(op, derivative, attributes);
  for (const fast::Target candidate : fast::supported_targets()) {
    const std::string name = fast::target_name(candidate);
    known += (known.empty() ? "" : ", ") + name;
    if (!target.empty() && target != name) continue;
    subjects.push_back({.name = name,
                        .target = candidate,
                        .answer = [kernel, format](std::span<const float> x, std::span<float> y) {
                          kernel(x, y);
                          round_all(y, format);
                        }});
  }
  if (subjects.empty())
    throw std::invalid_argument(
        fmt::format("no target is called '{}' here: this machine has {}", target, known));
  return subjects;
}

namespace {

using FloatFunction = float (*)(float);

float sigmoid_of(float x) { return 1 / (1 + expf(-x)); }

/// As they are written in float, with the functions of the C library.
const std::map<std::string, FloatFunction>& libm_functions() {
  static const std::map<std::string, FloatFunction> functions = {
      {"activation/gelu_erf",
       [](float x) { return 0.5f * x * (1 + erff(x * 0.707106781186547524f)); }},
      {"activation/gelu_tanh",
       [](float x) {
         return 0.5f * x * (1 + tanhf(0.797884560802865356f * (x + 0.044715f * x * x * x)));
       }},
      {"activation/mish", [](float x) { return x * tanhf(log1pf(expf(x))); }},
      {"activation/sigmoid", sigmoid_of},
      {"activation/sigmoid'", [](float x) { return sigmoid_of(x) * (1 - sigmoid_of(x)); }},
      {"activation/silu", [](float x) { return x / (1 + expf(-x)); }},
      {"activation/softplus", [](float x) { return log1pf(expf(x)); }},
      {"activation/tanh", tanhf},
      {"activation/tanh'", [](float x) { return 1 - tanhf(x) * tanhf(x); }},
      {"activation/tanhshrink", [](float x) { return x - tanhf(x); }},
  };
  return functions;
}

}  // namespace

Subject libm_subject(const Operator& op, bool derivative, Format format) {
  const std::string name = op.card.name + (derivative ? "'" : "");
  const auto found = libm_functions().find(name);
  if (found == libm_functions().end()) {
    std::string known;
    for (const auto& [key, function] : libm_functions()) known += (known.empty() ? "" : ", ") + key;
    throw std::invalid_argument(fmt::format("--kernel libm knows {}, not {}", known, name));
  }
  const FloatFunction f = found->second;
  return {.name = "libm", .answer = [f, format](std::span<const float> x, std::span<float> y) {
            for (std::size_t i = 0; i < x.size(); ++i) y[i] = f(x[i]);
            round_all(y, format);
          }};
}

namespace {

void* load(const std::string& path, const std::string& symbol) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::invalid_argument(fmt::format("--kernel: {}", dlerror()));
  void* function = dlsym(library, symbol.c_str());
  if (function == nullptr)
    throw std::invalid_argument(fmt::format("--kernel: {} has no symbol '{}'", path, symbol));
  return function;
}

}  // namespace

Subject library_subject(const std::string& path_and_symbol, Format format) {
  const std::size_t colon = path_and_symbol.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == path_and_symbol.size())
    throw std::invalid_argument(fmt::format(
        "--kernel: expected fast, libm, truth or lib.so:symbol, found '{}'", path_and_symbol));
  void* const function = load(path_and_symbol.substr(0, colon), path_and_symbol.substr(colon + 1));
  Subject subject = {.name = path_and_symbol};
  if (format == Format::binary32) {
    const auto f = reinterpret_cast<void (*)(const float*, float*, std::size_t)>(function);
    subject.answer = [f](std::span<const float> x, std::span<float> y) {
      f(x.data(), y.data(), x.size());
    };
  } else {
    const auto f = reinterpret_cast<void (*)(const void*, void*, std::size_t)>(function);
    subject.answer = [f, format](std::span<const float> x, std::span<float> y) {
      const std::string in = to_raw(x, format);
      std::string out(in.size(), '\0');
      f(in.data(), out.data(), x.size());
      from_raw(out, y, format);
    };
  }
  return subject;
}

Subject truth_subject() { return {.name = "truth"}; }

std::string to_raw(std::span<const float> values, Format format) {
  if (format == Format::binary32)
    return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
  std::string bytes;
  bytes.reserve(2 * values.size());
  for (const float value : values) {
    const std::uint64_t bits = to_bits(value, format);
    bytes += static_cast<char>(bits & 0xff);
    bytes += static_cast<char>(bits >> 8);
  }
  return bytes;
}

void from_raw(std::string_view bytes, std::span<float> values, Format format) {
  if (format == Format::binary32) {
    std::memcpy(values.data(), bytes.data(), values.size_bytes());
    return;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint64_t low = static_cast<unsigned char>(bytes[2 * i]);
    const std::uint64_t high = static_cast<unsigned char>(bytes[2 * i + 1]);
    values[i] = number_of(low | high << 8, format);
  }
}

}  // namespace assay::sweep
