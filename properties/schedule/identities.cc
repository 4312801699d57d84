#include "properties/schedule/identities.h"

#include "properties/laws/expect.h"

namespace assay::schedule_laws {

namespace {

/// A schedule with the attributes drawn, as a function of the step.
class Rate {
 public:
  Rate(const Operator& op, Attributes attributes, std::vector<WideReal> milestones = {})
      : op_(op), attributes_(std::move(attributes)), milestones_(std::move(milestones)) {}

  WideReal operator()(std::int64_t k) const {
    Bag<WideReal> inputs = {Tensor<WideReal>({1}, WideReal(k))};
    if (op_.card.inputs.size() > 1)
      inputs.emplace_back(Shape{static_cast<std::int64_t>(milestones_.size())}, milestones_);
    return evaluate(op_, inputs, attributes_).at(0).data.at(0);
  }

  WideReal real(const std::string& name) const { return WideReal(attributes_.real(name)); }
  std::int64_t whole(const std::string& name) const { return attributes_.integer(name); }
  bool is(const std::string& name, const std::string& choice) const {
    return attributes_.choice(name) == choice;
  }
  Rate with(const std::string& name, const AttributeValue& value) const {
    Rate other = *this;
    other.attributes_.set(name, value);
    return other;
  }
  Rate with_milestones(std::vector<WideReal> milestones) const {
    return Rate(op_, attributes_, std::move(milestones));
  }

 private:
  const Operator& op_;
  Attributes attributes_;
  std::vector<WideReal> milestones_;
};

/// A sentence about a schedule and one drawn step.
Identity at_a_step(const std::string& sentence,
                   const std::function<void(const Rate&, std::int64_t k)>& check) {
  return {sentence, [check](const Operator& op, const Case& drawn) {
            const auto& steps = drawn.inputs[0].data;
            check(Rate(op, drawn.attributes), steps.empty() ? 7 : static_cast<int>(steps[0]));
          }};
}

Identity starts_at_lr() {
  return at_a_step("step 0 has the rate lr", [](const Rate& rate, std::int64_t) {
    expect_equal(rate(0), rate.real("lr"), "the rate");
  });
}

}  // namespace

std::vector<Identity> step_decay_identities() {
  return {starts_at_lr(),
          at_a_step("s steps on, the rate is gamma times as high",
                    [](const Rate& rate, std::int64_t k) {
                      expect_equal(rate(k + rate.whole("period")), rate.real("gamma") * rate(k),
                                   "the rate");
                    }),
          at_a_step("within s steps from a multiple of s it stays",
                    [](const Rate& rate, std::int64_t k) {
                      expect_equal(rate(k), rate(k - k % rate.whole("period")), "the rate");
                    })};
}

std::vector<Identity> exponential_decay_identities() {
  return {starts_at_lr(),
          at_a_step("s steps on, the rate is gamma times as high",
                    [](const Rate& rate, std::int64_t k) {
                      expect_equal(rate(k + rate.whole("period")), rate.real("gamma") * rate(k),
                                   "the rate");
                    }),
          at_a_step("every step takes off the same factor", [](const Rate& rate, std::int64_t k) {
            expect_equal(rate(k + 1) * rate(0), rate(k) * rate(1), "the product");
          })};
}

std::vector<Identity> multistep_decay_identities() {
  return {at_a_step("without milestones the rate is lr",
                    [](const Rate& rate, std::int64_t k) {
                      expect_equal(rate(k), rate.real("lr"), "the rate");
                    }),
          at_a_step("a milestone that lies behind is worth gamma, one ahead nothing",
                    [](const Rate& rate, std::int64_t k) {
                      const Rate behind = rate.with_milestones({WideReal(k), WideReal(k)});
                      const WideReal gamma = rate.real("gamma"), lr = rate.real("lr");
                      expect_equal(behind(k + 1), gamma * gamma * lr, "the rate after two");
                      if (k > 0) expect_equal(behind(k - 1), lr, "the rate before");
                    }),
          at_a_step("a step of a milestone's number has the lower rate where the boundary says so",
                    [](const Rate& rate, std::int64_t k) {
                      const Rate here = rate.with_milestones({WideReal(k)});
                      const WideReal gamma = rate.real("gamma"), lr = rate.real("lr");
                      expect_equal(here.with("boundary", std::string("at"))(k), gamma * lr, "at");
                      expect_equal(here.with("boundary", std::string("after"))(k), lr, "after");
                    })};
}

std::vector<Identity> polynomial_decay_identities() {
  return {starts_at_lr(),
          at_a_step("from step K on the rate is its end",
                    [](const Rate& rate, std::int64_t k) {
                      expect_equal(rate(rate.whole("steps") + k), rate.real("end"), "the rate");
                    }),
          at_a_step("the share that is left, to the power of 1 / p, falls evenly",
                    [](const Rate& rate, std::int64_t k) {
                      const std::int64_t steps = rate.whole("steps");
                      const WideReal lr = rate.real("lr"), end = rate.real("end");
                      if (k >= steps || lr == end) return;
                      const WideReal share = (rate(k) - end) / (lr - end);
                      const WideReal left = WideReal(steps - k) / steps;
                      expect_equal(log(share), rate.real("power") * log(left), "its logarithm", 1);
                    })};
}

std::vector<Identity> cosine_decay_identities() {
  return {starts_at_lr(),
          at_a_step("step K has the end's rate, and later ones stay or swing back",
                    [](const Rate& rate, std::int64_t k) {
                      const std::int64_t steps = rate.whole("steps");
                      expect_equal(rate(steps), rate.real("end"), "the rate of step K");
                      const WideReal stayed = rate.with("beyond", std::string("stay"))(steps + k);
                      expect_equal(stayed, rate.real("end"), "the rate beyond");
                      const Rate swings = rate.with("beyond", std::string("swing"));
                      const std::int64_t before = k % (steps + 1);
                      expect_equal(swings(steps + before), swings(steps - before), "the swing", 1);
                      expect_equal(swings(2 * steps + k), swings(k), "a period on", 1);
                    }),
          at_a_step("steps k and K - k average to the middle",
                    [](const Rate& rate, std::int64_t k) {
                      const std::int64_t steps = rate.whole("steps"), i = k % (steps + 1);
                      expect_equal(rate(i) + rate(steps - i), rate.real("lr") + rate.real("end"),
                                   "the sum");
                    }),
          at_a_step("neighbours of a step swing about the middle by 2 cos(pi / K) of its own",
                    [](const Rate& rate, std::int64_t k) {
                      const std::int64_t steps = rate.whole("steps");
                      if (steps < 2) return;
                      const std::int64_t i = 1 + k % (steps - 1);
                      const WideReal middle = (rate.real("lr") + rate.real("end")) / 2;
                      const WideReal turn = 2 * cos(acos(WideReal(-1)) / steps);
                      expect_equal(rate(i - 1) + rate(i + 1) - 2 * middle,
                                   turn * (rate(i) - middle), "the sum", 1);
                    })};
}

std::vector<Identity> linear_warmup_identities() {
  return {at_a_step("the full rate is reached at step W - f and kept",
                    [](const Rate& rate, std::int64_t k) {
                      const std::int64_t reached = rate.whole("steps") - rate.whole("first");
                      expect_equal(rate(reached + k), rate.real("lr"), "the rate");
                    }),
          at_a_step("until then every step adds lr / W",
                    [](const Rate& rate, std::int64_t k) {
                      const std::int64_t steps = rate.whole("steps");
                      const std::int64_t i = k % steps, first = rate.whole("first");
                      if (i + first >= steps) return;
                      expect_equal(rate(i + 1) - rate(i), rate.real("lr") / steps, "the rise", 1);
                    }),
          at_a_step("step 0 has the rate 0 or lr / W", [](const Rate& rate, std::int64_t) {
            const WideReal lr = rate.real("lr");
            const std::int64_t none = 0, one = 1;
            expect_equal(rate.with("first", none)(0), 0, "from nothing");
            expect_equal(rate.with("first", one)(0), lr / rate.whole("steps"), "from one");
          })};
}

std::vector<Identity> inverse_time_decay_identities() {
  return {starts_at_lr(),
          at_a_step("after s steps lr / rate has grown by r",
                    [](const Rate& rate, std::int64_t k) {
                      const WideReal later = rate.real("lr") / rate(k + rate.whole("period"));
                      expect_equal(later - rate.real("lr") / rate(k), rate.real("decay"),
                                   "the growth", 1e3);
                    }),
          at_a_step("on a staircase it stays within s steps, otherwise lr / rate grows evenly",
                    [](const Rate& rate, std::int64_t k) {
                      const std::int64_t period = rate.whole("period");
                      const Rate stairs = rate.with("staircase", std::string("yes"));
                      expect_equal(stairs(k), stairs(k - k % period), "the stair");
                      const Rate slope = rate.with("staircase", std::string("no"));
                      expect_equal(1 / slope(k + 2) + 1 / slope(k), 2 / slope(k + 1),
                                   "the slope's mean");
                    })};
}

/// sum over first .. last - 1 of rate^power
WideReal sum_of_powers(const Rate& rate, std::int64_t first, std::int64_t last, int power) {
  WideReal sum = 0;
  for (std::int64_t k = first; k < last; ++k) sum += pow(rate(k), power);
  return sum;
}

std::vector<Identity> robbins_monro_identities() {
  return {at_a_step("C0 / rate is C1 + k",
                    [](const Rate& rate, std::int64_t k) {
                      expect_equal(rate.real("c0") / rate(k), rate.real("c1") + k, "the quotient");
                    }),
          // From K > C1 on, each of the K rates of a doubling is at least C0 / 3 K.
          at_a_step("every doubling of the steps adds at least C0 / 3: the sum is infinite",
                    [](const Rate& rate, std::int64_t k) {
                      const std::int64_t from = std::max<std::int64_t>(k % 16, 1) +
                                                static_cast<std::int64_t>(rate.real("c1"));
                      const WideReal least = rate.real("c0") / 3;
                      expect(sum_of_powers(rate, from, 2 * from, 1) >= least,
                             "a doubling adds less");
                    }),
          // 1 / x^2 < 1 / (x - 1) - 1 / x
          at_a_step("the squares after any step add up to less than C0 times its rate",
                    [](const Rate& rate, std::int64_t k) {
                      expect(sum_of_powers(rate, k + 1, k + 65, 2) < rate.real("c0") * rate(k),
                             "64 squares add up to more");
                    })};
}

std::vector<Identity> transformer_warmup_identities() {
  return {at_a_step("until step W the rate is proportional to the step",
                    [](const Rate& rate, std::int64_t k) {
                      const std::int64_t i = 1 + k % rate.whole("steps");
                      expect_equal(rate(i), i * rate(1), "the rate");
                    }),
          at_a_step("from step W on, width rate^2 is 1 / k", [](const Rate& rate, std::int64_t k) {
            const std::int64_t i = rate.whole("steps") + k - 1;
            expect_equal(rate(i) * rate(i) * rate.whole("width") * i, 1, "the product");
          })};
}

std::vector<Identity> epsilon_decay_identities() {
  return {at_a_step("after tau steps an e-th is left of the way to the end",
                    [](const Rate& rate, std::int64_t k) {
                      const WideReal end = rate.real("end");
                      expect_equal((rate(k + rate.whole("period")) - end) * exp(WideReal(1)),
                                   rate(k) - end, "what is left", 1);
                    }),
          at_a_step("it starts at its start, and every step takes off the same factor",
                    [](const Rate& rate, std::int64_t k) {
                      const WideReal end = rate.real("end");
                      expect_equal(rate(0), rate.real("start"), "the share of step 0");
                      expect_equal((rate(k + 1) - end) * (rate(0) - end),
                                   (rate(k) - end) * (rate(1) - end), "the product", 1);
                    })};
}

}  // namespace assay::schedule_laws
