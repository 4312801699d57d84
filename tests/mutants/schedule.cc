// Slips in the learning-rate schedules.

#include <cmath>

#include "tests/mutants/mutants.h"

namespace assay {

namespace {

std::string named(const std::string& schedule) { return "schedule/" + schedule; }

/// Every step number moved, in reference and kernel.
Mutant shifted(const std::string& schedule, const std::string& slip, int by) {
  return confused_everywhere(named(schedule), slip, [by]<class T>(Bag<T>& in, Attributes&) {
    for (T& k : in[0].data) k += by;
  });
}

/// An attribute scaled, in reference and kernel.
Mutant scaled(const std::string& schedule, const std::string& slip, const std::string& attribute,
              double factor) {
  return confused_everywhere(named(schedule), slip,
                             [attribute, factor]<class T>(Bag<T>&, Attributes& a) {
                               a.set(attribute, a.real(attribute) * factor);
                             });
}

/// The step number rounded to float16 on its way into the kernel.
Mutant narrowed(const std::string& schedule) {
  return confused(named(schedule), "steps counted in bfloat16", [](Bag<double>& in, Attributes&) {
    for (double& k : in[0].data) k = round_to(k, Format::bfloat16) + (k > 60 ? 1 : 0);
  });
}

}  // namespace

std::vector<Mutant> schedule_mutants() {
  return {
      shifted("step_decay", "steps counted from 1", 1),
      scaled("step_decay", "gamma squared by a second call", "gamma", 0.5),
      spoilt(named("step_decay"), "k / s not rounded down",
             [](Bag<double>& out, const Bag<double>& in, const Attributes& a) {
               for (std::size_t i = 0; i < out[0].data.size(); ++i)
                 out[0].data[i] =
                     a.real("lr") * std::pow(a.real("gamma"), in[0].data[i] / a.real("period"));
             }),
      shifted("exponential_decay", "steps counted from 1", 1),
      scaled("exponential_decay", "half of gamma", "gamma", 0.5),
      spoilt(named("exponential_decay"), "k / s rounded down",
             [](Bag<double>& out, const Bag<double>& in, const Attributes& a) {
               for (std::size_t i = 0; i < out[0].data.size(); ++i)
                 out[0].data[i] =
                     a.real("lr") *
                     std::pow(a.real("gamma"), std::floor(in[0].data[i] / a.real("period")));
             }),
      confused(named("multistep_decay"), "the other side of the boundary",
               [](Bag<double>&, Attributes& a) { other_choice(a, "boundary", "at", "after"); }),
      confused_everywhere(named("multistep_decay"), "milestones met twice count once",
                          []<class T>(Bag<T>& in, Attributes&) {
                            std::vector<T> once;
                            for (const T& m : in[1].data) {
                              bool met = false;
                              for (const T& o : once) met = met || o == m;
                              if (!met) once.push_back(m);
                            }
                            in[1] = Tensor<T>({static_cast<std::int64_t>(once.size())}, once);
                          }),
      shifted("multistep_decay", "steps counted from 1", 1),
      confused(named("polynomial_decay"), "the power left out",
               [](Bag<double>&, Attributes& a) { a.set("power", 1.0); }),
      confused_everywhere(named("polynomial_decay"), "the end taken for 0",
                          []<class T>(Bag<T>&, Attributes& a) { a.set("end", 0.0); }),
      scaled("polynomial_decay", "the power doubled", "power", 2),
      confused(named("cosine_decay"), "the other way beyond the end",
               [](Bag<double>&, Attributes& a) { other_choice(a, "beyond", "stay", "swing"); }),
      confused_everywhere(named("cosine_decay"), "2 pi: a whole turn within K steps",
                          []<class T>(Bag<T>& in, Attributes&) {
                            for (T& k : in[0].data) k *= 2;
                          }),
      spoilt(named("cosine_decay"), "1 + cos in float32, which cancels near the end",
             [](Bag<double>& out, const Bag<double>& in, const Attributes& a) {
               for (std::size_t i = 0; i < out[0].data.size(); ++i) {
                 const double k = in[0].data[i], steps = a.real("steps");
                 if (k >= steps) continue;
                 const float turn = std::cos(static_cast<float>(3.14159265358979 * k / steps));
                 out[0].data[i] = a.real("end") + (a.real("lr") - a.real("end")) *
                                                      static_cast<double>(0.5f * (1 + turn));
               }
             }),
      {named("cosine_decay"), "everywhere: the end as a fraction of lr",
       [](Operator& row) {
         const Reference right = row.reference;
         plant_everywhere(row, [right]<class T>(const Bag<T>& in, const Attributes& a) {
           Attributes scaled_end = a;
           scaled_end.set("end", a.real("end") * a.real("lr"));
           return right.at<T>()(in, scaled_end);
         });
       }},
      confused(named("linear_warmup"), "the other first step",
               [](Bag<double>&, Attributes& a) { a.set("first", 1 - a.integer("first")); }),
      shifted("linear_warmup", "steps counted from 1", 1),
      scaled("linear_warmup", "half of lr", "lr", 0.5),
      confused(named("inverse_time_decay"), "no staircase",
               [](Bag<double>&, Attributes& a) { a.set("staircase", std::string("no")); }),
      scaled("inverse_time_decay", "twice the decay", "decay", 2),
      shifted("inverse_time_decay", "steps counted from 1", 1),
      scaled("robbins_monro", "twice C1", "c1", 2),
      narrowed("robbins_monro"),
      {named("robbins_monro"), "everywhere: the square root, whose squares add up to infinity",
       [](Operator& row) {
         const Reference right = row.reference;
         plant_everywhere(row, [right]<class T>(const Bag<T>& in, const Attributes& a) {
           Bag<T> out = right.at<T>()(in, a);
           for (T& rate : out[0].data) rate = sqrt(rate);
           return out;
         });
       }},
      confused_everywhere(
          named("transformer_warmup"), "the warm-up one step longer",
          []<class T>(Bag<T>&, Attributes& a) { a.set("steps", a.integer("steps") + 1); }),
      confused_everywhere(named("transformer_warmup"), "the width not under a root",
                          []<class T>(Bag<T>&, Attributes& a) {
                            a.set("width", a.integer("width") * a.integer("width"));
                          }),
      narrowed("transformer_warmup"),
      shifted("epsilon_decay", "steps counted from 1", 1),
      {named("epsilon_decay"), "everywhere: all of it falls to 0, not what is left",
       [](Operator& row) {
         plant_everywhere(row, []<class T>(const Bag<T>& in, const Attributes& a) {
           Tensor<T> y = in[0];
           for (T& k : y.data)
             k = a.number<T>("start") * exp(T(-k / T(static_cast<double>(a.integer("period")))));
           return Bag<T>{y};
         });
       }},
      {named("epsilon_decay"), "everywhere: half is left after tau steps",
       [](Operator& row) {
         plant_everywhere(row, []<class T>(const Bag<T>& in, const Attributes& a) {
           Tensor<T> y = in[0];
           const T start = a.number<T>("start"), end = a.number<T>("end");
           for (T& k : y.data)
             k = end +
                 (start - end) * pow(T(2), T(-k / T(static_cast<double>(a.integer("period")))));
           return Bag<T>{y};
         });
       }},
      confused(named("epsilon_decay"), "start and end exchanged",
               [](Bag<double>&, Attributes& a) {
                 const double start = a.real("start");
                 a.set("start", a.real("end"));
                 a.set("end", start);
               }),
  };
}

}  // namespace assay
