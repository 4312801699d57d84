// The elementary functions that references are written in, as operators of their own.

#include "reference/scalar/functions.h"

#include "properties/catalogue/kinds.h"
#include "tests/second_opinions/table.h"

namespace assay::second_opinions {

namespace {

template <class F>
Operator function(const std::string& name, F f) {
  Operator op;
  op.card.name = "function/" + name;
  op.card.inputs = {{.name = "x", .dims = {"n"}}};
  op.card.outputs = {{"y", {"n"}}};
  op.reference = pointwise(f);
  return op;
}

}  // namespace

const std::vector<Operator>& elementary_functions() {
  static const std::vector<Operator> all = {
      function("acos", []<class T>(const T& x) { return T(acos(x)); }),
      function("asin", []<class T>(const T& x) { return T(asin(x)); }),
      function("atan", []<class T>(const T& x) { return T(atan(x)); }),
      function("cos", []<class T>(const T& x) { return T(cos(x)); }),
      function("cosh", []<class T>(const T& x) { return T(cosh(x)); }),
      function("erf", []<class T>(const T& x) { return T(erf(x)); }),
      function("exp", []<class T>(const T& x) { return T(exp(x)); }),
      function("log", []<class T>(const T& x) { return T(log(x)); }),
      function("sin", []<class T>(const T& x) { return T(sin(x)); }),
      function("sinh", []<class T>(const T& x) { return T(sinh(x)); }),
      function("sqrt", []<class T>(const T& x) { return T(sqrt(x)); }),
      function("tan", []<class T>(const T& x) { return T(tan(x)); })};
  return all;
}

}  // namespace assay::second_opinions
