#include "properties/bench/bench.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "fast/bench/limits.h"
#include "fast/bench/peers.h"
#include "fast/targets.h"
#include "properties/sweep/subject.h"

namespace assay::bench {

namespace {

using fast::bench::Peer;

class Runner {
 public:
  explicit Runner(const Options& options) : options_(options) {
    report_.machine.target = fast::target_name(fast::current_target());
    report_.machine.flops = fast::bench::peak_flops();
  }

  void add(const Operator& op) {
    const bool differentiable = static_cast<bool>(op.fast_gradient);
    std::vector<Sizes> done;
    sample_.reset();
    graded_.reset();
    for (const Sizes& sizes : all_sizes(op)) {
      if (options_.gradient && !differentiable) break;
      if (std::find(done.begin(), done.end(), sizes) != done.end()) continue;
      const Attributes attributes = default_attributes(op.card);
      const auto work = workload(op, options_.gradient, sizes, attributes);
      if (!work) continue;
      report_.entries.push_back(entry(*work));
      done.push_back(sizes);
    }
    if (done.empty()) report_.left_out.push_back(op.card.name);
  }

  Report take() { return std::move(report_); }

 private:
  std::vector<Sizes> all_sizes(const Operator& op) const {
    if (!options_.sizes.empty()) return {given_sizes(op.card)};
    std::vector<Sizes> all;
    for (const std::int64_t elements : options_.elements)
      all.push_back(sizes_for(op.card, default_attributes(op.card), elements));
    return all;
  }

  /// What was not given is 1, or the least that the card allows.
  Sizes given_sizes(const Card& card) const {
    Sizes sizes;
    for (const Dim& dim : card.dims) {
      const auto given = options_.sizes.find(dim.name);
      sizes[dim.name] =
          given == options_.sizes.end() ? std::max<std::int64_t>(dim.least, 1) : given->second;
    }
    return sizes;
  }

  Entry entry(const Workload& work) {
    const Operator& op = *work.op;
    Entry made = {.op = op.card.name + (work.gradient ? "'" : ""),
                  .sizes = work.sizes,
                  .elements = work.elements,
                  .bytes = work.bytes,
                  .flops = work.flops};
    const double copying = work.bytes / copy_bandwidth(work.bytes);
    const double computing = work.flops / report_.machine.flops;
    made.limit_seconds = std::max(copying, computing);
    made.limited_by_memory = copying >= computing;

    std::vector<std::function<void()>> calls = {our_call(work)};
    const std::string through = work.on_floats ? "" : ", through doubles";
    made.scores.push_back({.library = "Assay " + report_.machine.target + through,
                           .accuracy = accuracy_of_ours(op, work.gradient)});
    std::vector<float> y(work.gradient ? 0 : size_of(work.outputs.at(0)));
    for (const Peer& peer : peers_) {
      if (work.gradient || peer.op != op.card.name) continue;
      const auto call = peer.prepare(work.inputs, work.attributes, work.outputs[0]);
      if (!call) continue;
      calls.push_back([call, &y] { call(y); });
      made.scores.push_back({.library = peer.library, .accuracy = accuracy_of(peer, op)});
    }
    const std::vector<double> seconds = median_seconds(calls, options_.effort);
    for (std::size_t k = 0; k < seconds.size(); ++k) made.scores[k].seconds = seconds[k];
    return made;
  }

  static std::size_t size_of(const Shape& shape) {
    return static_cast<std::size_t>(element_count(shape));
  }

  /// Of a working set of so many bytes: both buffers of the copy together, a power of two.
  double copy_bandwidth(double bytes) {
    const auto buffer = std::bit_ceil(
        std::clamp<std::size_t>(static_cast<std::size_t>(bytes / 2), 64, std::size_t{1} << 28));
    const auto [place, is_new] = report_.machine.copies.try_emplace(buffer, 0);
    if (is_new) place->second = fast::bench::copy_bandwidth(buffer);
    return place->second;
  }

  /// The proven results for a function of one number, made once for all sizes and libraries.
  const Sample* sample_of(const Operator& op) {
    if (!sweep::is_of_one_number(op.card)) return nullptr;
    if (!sample_)
      sample_.emplace(sweep::swept_function(op, options_.gradient, default_attributes(op.card)));
    return &*sample_;
  }

  Accuracy accuracy_of_ours(const Operator& op, bool gradient) {
    const Attributes attributes = default_attributes(op.card);
    if (const Sample* sample = sample_of(op)) {
      std::vector<float> y(sample->inputs().size());
      const auto subjects =
          sweep::fast_subjects(op, gradient, attributes, Format::binary32, report_.machine.target);
      subjects.at(0).answer(sample->inputs(), y);
      return sample->judge(y);
    }
    if (!graded_) graded_ = graded(op, gradient);
    return *graded_;
  }

  std::optional<Accuracy> accuracy_of(const Peer& peer, const Operator& op) {
    const Sample* sample = sample_of(op);
    if (sample == nullptr) return {};
    const auto count = static_cast<std::int64_t>(sample->inputs().size());
    const Bag<float> x = {
        Tensor<float>({count}, {sample->inputs().begin(), sample->inputs().end()})};
    std::vector<float> y(sample->inputs().size());
    peer.prepare(x, default_attributes(op.card), {count})(y);
    return sample->judge(y);
  }

  const Options& options_;
  Report report_;
  std::vector<Peer> peers_ = fast::bench::peers();
  std::optional<Sample> sample_;
  std::optional<Accuracy> graded_;
};

}  // namespace

Report run(const std::vector<const Operator*>& ops, const Options& options) {
  Runner runner(options);
  for (std::size_t k = 0; k < ops.size(); ++k) {
    if (options.progress)
      options.progress(ops[k]->card.name, static_cast<double>(k) / static_cast<double>(ops.size()));
    runner.add(*ops[k]);
  }
  return runner.take();
}

}  // namespace assay::bench
