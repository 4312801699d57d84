#include "properties/shape/identities.h"

#include <cmath>

#include "properties/laws/expect.h"
#include "properties/shape/value.h"

namespace assay::shape_laws {

namespace {

/// input, kernel, stride, padding, dilation of a drawn window.
struct Window {
  double input, kernel, stride, padding, dilation;

  explicit Window(const Case& drawn)
      : input(drawn.inputs[0].data[0]),
        kernel(drawn.inputs[1].data[0]),
        stride(drawn.inputs[2].data[0]),
        padding(drawn.inputs[3].data[0]),
        dilation(drawn.inputs[4].data[0]) {}

  Bag<double> bag() const {
    Bag<double> inputs;
    for (const double x : {input, kernel, stride, padding, dilation})
      inputs.push_back(Tensor<double>::scalar(x));
    return inputs;
  }
  double extent() const { return dilation * (kernel - 1) + 1; }
};

/// The last window fits, and one more would not.
Identity last_window_fits() {
  return {"the last window fits and one more would not", [](const Operator& op, const Case& drawn) {
            const Window w(drawn);
            const Attributes floor_mode = {{"mode", std::string("floor")}};
            const auto count = static_cast<double>(value(op, w.bag(), floor_mode));
            const double padded = w.input + 2 * w.padding;
            expect((count - 1) * w.stride + w.extent() <= padded, "the last window does not fit");
            expect(count * w.stride + w.extent() > padded, "one more window fits");
          }};
}

/// A unit stride and an undilated window with padding (kernel - 1) / 2 keep the size.
Identity same_padding_keeps_the_size() {
  return {"an odd kernel with half of it as padding and stride 1 keeps the size",
          [](const Operator& op, const Case& drawn) {
            Window w(drawn);
            w.kernel = 2 * std::floor(w.kernel / 2) + 1;
            w.padding = (w.kernel - 1) / 2;
            w.stride = w.dilation = 1;
            expect(value(op, w.bag(), drawn.attributes) == static_cast<std::int64_t>(w.input),
                   "the size changes");
          }};
}

Identity ceil_covers_the_input() {
  return {
      "in ceil mode every input element that a stride can reach is covered",
      [](const Operator& op, const Case& drawn) {
        const Window w(drawn);
        const auto count = static_cast<double>(value(op, w.bag(), {{"mode", std::string("ceil")}}));
        const auto floor_count =
            static_cast<double>(value(op, w.bag(), {{"mode", std::string("floor")}}));
        expect(count == floor_count || count == floor_count + 1, "more than one window more");
        expect((count - 1) * w.stride < w.input + w.padding,
               "the last window begins past the input");
        const double reached = (count - 1) * w.stride + w.extent();
        expect(reached >= w.input + 2 * w.padding || count * w.stride >= w.input + w.padding,
               "input is left uncovered");
      }};
}

Bag<double> without_last_layer(const Bag<double>& inputs) {
  Bag<double> shorter;
  for (const Tensor<double>& input : inputs)
    shorter.emplace_back(Shape{input.size() - 1},
                         std::vector<double>(input.data.begin(), input.data.end() - 1));
  return shorter;
}

}  // namespace

std::vector<Identity> convolution_output_size_identities() {
  return {last_window_fits(), same_padding_keeps_the_size()};
}

std::vector<Identity> pool_output_size_identities() {
  return {last_window_fits(), ceil_covers_the_input(), same_padding_keeps_the_size()};
}

std::vector<Identity> receptive_field_identities() {
  return {
      {"a last layer of kernel k adds dilation (k - 1) times the product of the strides before it",
       [](const Operator& op, const Case& drawn) {
         if (drawn.sizes.at("n") < 2) return;
         double jump = 1;
         for (std::size_t l = 0; l + 1 < drawn.inputs[1].data.size(); ++l)
           jump *= drawn.inputs[1].data[l];
         const double added =
             drawn.inputs[2].data.back() * (drawn.inputs[0].data.back() - 1) * jump;
         expect(value(op, drawn.inputs, {}) - value(op, without_last_layer(drawn.inputs), {}) ==
                    static_cast<std::int64_t>(added),
                "the last layer adds something else");
       }},
      {"the stride of the last layer does not matter",
       [](const Operator& op, const Case& drawn) {
         Bag<double> other = drawn.inputs;
         other[1].data.back() += 1;
         expect(value(op, other, {}) == value(op, drawn.inputs, {}), "it does");
       }},
      {"one layer sees its window", [](const Operator& op, const Case& drawn) {
         Bag<double> one;
         for (const Tensor<double>& input : drawn.inputs) one.emplace_back(Shape{1}, input.data[0]);
         expect(value(op, one, {}) ==
                    static_cast<std::int64_t>(one[2].data[0] * (one[0].data[0] - 1) + 1),
                "the field is not the window");
       }}};
}

std::vector<Identity> parameter_count_identities() {
  return {{"a dense layer has (in + 1) out parameters",
           [](const Operator& op, const Case& drawn) {
             Bag<double> dense;
             for (const Tensor<double>& input : drawn.inputs)
               dense.emplace_back(Shape{1}, input.data[0]);
             dense[2].data[0] = 1;
             expect(value(op, dense, {}) ==
                        static_cast<std::int64_t>((dense[0].data[0] + 1) * dense[1].data[0]),
                    "another count");
           }},
          {"a 3 x 3 kernel has eight more weights for each pair of channels than a 1 x 1 kernel",
           [](const Operator& op, const Case& drawn) {
             Bag<double> three = drawn.inputs, one = drawn.inputs;
             double pairs = 0;
             for (std::size_t l = 0; l < three[2].data.size(); ++l) {
               three[2].data[l] = 3;
               one[2].data[l] = 1;
               pairs += one[0].data[l] * one[1].data[l];
             }
             expect(
                 value(op, three, {}) - value(op, one, {}) == static_cast<std::int64_t>(8 * pairs),
                 "another difference");
           }},
          {"the layers' counts add up", [](const Operator& op, const Case& drawn) {
             std::int64_t total = 0;
             for (std::size_t l = 0; l < drawn.inputs[0].data.size(); ++l) {
               Bag<double> one;
               for (const Tensor<double>& input : drawn.inputs)
                 one.emplace_back(Shape{1}, input.data[l]);
               total += value(op, one, {});
             }
             expect(total == value(op, drawn.inputs, {}), "they do not");
           }}};
}

}  // namespace assay::shape_laws
