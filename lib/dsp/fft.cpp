// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/fft.h"

#include <fftw3.h>

#include <map>
#include <mutex>
#include <new>
#include <type_traits>

#include "core/buffer.h"
#include "core/simd.h"

namespace noctule {
namespace {

struct DestroyPlan {
  void operator()(fftwf_plan plan) const { fftwf_destroy_plan(plan); }
};
using Plan = std::unique_ptr<std::remove_pointer_t<fftwf_plan>, DestroyPlan>;

/// One plan a size for the whole process; FFTW's planner is not thread-safe, its execution is.
fftwf_plan plan_for(int size, fftwf_complex* in, fftwf_complex* out) {
  static std::mutex planner;
  static std::map<int, Plan> plans;
  const std::lock_guard lock(planner);
  Plan& plan = plans[size];
  if (!plan) plan.reset(fftwf_plan_dft_1d(size, in, out, FFTW_FORWARD, FFTW_ESTIMATE));
  if (!plan) throw std::bad_alloc();
  return plan.get();
}

/// With Z = FFT(a + ib): A[k] = (Z[k] + conj Z[N−k]) / 2 and B[k] = (Z[k] − conj Z[N−k]) / 2i.
NOCTULE_SIMD void split_power(const float* __restrict z, int size, float* __restrict a,
                              float* __restrict b) {
  a[0] = z[0] * z[0];
  b[0] = z[1] * z[1];
  const int half = size / 2;
  for (int k = 1; k <= half; ++k) {
    const float zr = z[2 * k], zi = z[2 * k + 1];
    const float wr = z[2 * (size - k)], wi = z[2 * (size - k) + 1];
    const float ar = zr + wr, ai = zi - wi, br = zi + wi, bi = wr - zr;
    a[k] = 0.25f * (ar * ar + ai * ai);
    b[k] = 0.25f * (br * br + bi * bi);
  }
}

}  // namespace

struct PairedFft::Workspace {
  int size;
  Buffer<float> in, out;
  fftwf_plan plan;

  fftwf_complex* complex_in() { return reinterpret_cast<fftwf_complex*>(in.data()); }
  fftwf_complex* complex_out() { return reinterpret_cast<fftwf_complex*>(out.data()); }
};

PairedFft::PairedFft(int size) : workspace_(std::make_unique<Workspace>()) {
  auto& w = *workspace_;
  w.size = size;
  w.in.resize(2 * static_cast<size_t>(size));
  w.out.resize(2 * static_cast<size_t>(size));
  w.plan = plan_for(size, w.complex_in(), w.complex_out());
}

PairedFft::~PairedFft() = default;

std::span<float> PairedFft::input() { return workspace_->in.span(); }

void PairedFft::transform_to_power(float* a, float* b) {
  auto& w = *workspace_;
  fftwf_execute_dft(w.plan, w.complex_in(), w.complex_out());
  split_power(w.out.data(), w.size, a, b);
}

}  // namespace noctule
