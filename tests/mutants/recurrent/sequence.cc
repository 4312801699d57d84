// Slips in sequences.

#include <algorithm>

#include "tests/mutants/mutants.h"
#include "tests/mutants/recurrent/slips.h"

namespace assay {

namespace {

/// A gradient that is zero where it should not be.
Mutant nothing_for(const std::string& op, const std::string& slip, std::size_t gradient) {
  return spoilt_gradient(op, slip,
                         [gradient](Bag<double>& out, const Bag<double>&, const Attributes&) {
                           std::fill(out[gradient].data.begin(), out[gradient].data.end(), 0.0);
                         });
}

/// x in reverse order.
template <class T>
void reverse_time(Tensor<T>& x) {
  const std::int64_t last = x.extent(0) - 1, width = x.size() / x.extent(0);
  const Tensor<T> given = x;
  for (std::int64_t i = 0; i < x.size(); ++i)
    x.data[static_cast<std::size_t>(i)] =
        given.data[static_cast<std::size_t>((last - i / width) * width + i % width)];
}

std::vector<Mutant> sequence_slips(const std::string& op) {
  return {
      confused_everywhere(op, "from the last step to the first",
                          []<class T>(Bag<T>& in, Attributes&) { reverse_time(in[0]); }),
      confused_everywhere(op, "the first state taken for zeros",
                          []<class T>(Bag<T>& in, Attributes&) {
                            for (T& element : in[1].data) element = T(0);
                          }),
      nothing_for(op, "nothing reaches the first state", 1),
      confused_gradient(op, "only the last step's upstream gradient",
                        [](Bag<double>&, Bag<double>& upstream, Attributes&) {
                          Tensor<double>& g = upstream[0];
                          const std::int64_t width = g.size() / g.extent(0);
                          for (std::int64_t i = 0; i + width < g.size(); ++i)
                            g.data[static_cast<std::size_t>(i)] = 0;
                        }),
  };
}

std::vector<Mutant> bidirectional_slips(const std::string& op) {
  return {
      spoilt(op, "the backward half in the order in which it was computed",
             [](Bag<double>& out, const Bag<double>&, const Attributes&) {
               Tensor<double> back = out[0];
               reverse_time(back);
               const std::int64_t k = out[0].extent(2) / 2;
               for (std::int64_t i = 0; i < out[0].size(); ++i)
                 if (i % (2 * k) >= k)
                   out[0].data[static_cast<std::size_t>(i)] =
                       back.data[static_cast<std::size_t>(i)];
             }),
      confused_everywhere(op, "both directions with the forward parameters",
                          []<class T>(Bag<T>& in, Attributes&) {
                            const std::size_t own = in.size() / 2;
                            for (std::size_t k = 1; k <= own; ++k) in[own + k] = in[k];
                          }),
      confused_gradient(op, "x gets the forward direction's gradient only",
                        [](Bag<double>&, Bag<double>& upstream, Attributes&) {
                          const std::int64_t k = upstream[0].extent(2) / 2;
                          for (std::int64_t i = 0; i < upstream[0].size(); ++i)
                            if (i % (2 * k) >= k) upstream[0].data[static_cast<std::size_t>(i)] = 0;
                        }),
  };
}

std::vector<Mutant> truncated_slips(const std::string& op) {
  return {
      confused_everywhere(
          op, "cut one step late",
          []<class T>(Bag<T>&, Attributes& a) { a.set("length", a.integer("length") + 1); }),
      confused_everywhere(
          op, "cut at every step",
          []<class T>(Bag<T>&, Attributes& a) { a.set("length", std::int64_t{1}); }),
      confused(op, "never cut",
               [](Bag<double>&, Attributes& a) { a.set("length", std::int64_t{1000}); }),
      confused_everywhere(op, "from an empty state",
                          []<class T>(Bag<T>& in, Attributes&) {
                            for (T& element : in[1].data) element = T(0);
                          }),
  };
}

}  // namespace

std::vector<Mutant> sequence_mutants() {
  std::vector<Mutant> all;
  for (const auto& more :
       {sequence_slips("recurrent/elman_sequence"), sequence_slips("recurrent/gru_sequence"),
        sequence_slips("recurrent/lstm_sequence")})
    all.insert(all.end(), more.begin(), more.end());
  for (const std::string cell : {"elman", "gru", "lstm"})
    for (const auto& more : {bidirectional_slips("recurrent/" + cell + "_bidirectional"),
                             truncated_slips("recurrent/" + cell + "_truncated_gradient")})
      all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
