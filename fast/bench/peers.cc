#include "fast/bench/peers.h"

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "fast/bench/elementwise.h"
#ifdef ASSAY_BENCH_EIGEN
#include "fast/bench/eigen.h"
#endif
#ifdef ASSAY_BENCH_ONEDNN
#include "fast/bench/onednn.h"
#endif

namespace assay::fast::bench {

namespace {

void add(std::vector<Peer>& peers, const std::string& library,
         const std::vector<Elementwise>& functions) {
  for (const Elementwise& function : functions)
    peers.push_back({library, function.op,
                     [run = function.run](const Bag<float>& in, const Attributes&, const Shape&) {
                       return [run, &x = in[0].data](std::span<float> y) {
                         run(x.data(), y.data(), x.size());
                       };
                     }});
}

std::string c_library() {
#ifdef __GLIBC__
  return std::string("glibc ") + gnu_get_libc_version();
#else
  return "libm";
#endif
}

}  // namespace

std::vector<Peer> peers() {
  std::vector<Peer> all;
  add(all, c_library(), libm_functions());
#ifdef ASSAY_BENCH_LIBMVEC
  add(all, c_library() + " libmvec", libmvec_functions());
#endif
#ifdef ASSAY_BENCH_HIGHWAY
  add(all, "Highway " ASSAY_BENCH_HIGHWAY, highway_functions());
#endif
#ifdef ASSAY_BENCH_SLEEF
  add(all, "SLEEF", sleef_functions());
#endif
#ifdef ASSAY_BENCH_EIGEN
  add(all, "Eigen " ASSAY_BENCH_EIGEN, eigen_functions());
  all.push_back({"Eigen " ASSAY_BENCH_EIGEN, "linear/linear",
                 [](const Bag<float>& in, const Attributes&, const Shape& output) -> Run {
                   return [&in, output](std::span<float> y) {
                     eigen_linear(in[0].data.data(), in[1].data.data(), in[2].data.data(), y.data(),
                                  output[0], in[0].extent(1), output[1]);
                   };
                 }});
#endif
#ifdef ASSAY_BENCH_ONEDNN
  for (Peer& peer : onednn_peers()) all.push_back(std::move(peer));
#endif
  return all;
}

}  // namespace assay::fast::bench
