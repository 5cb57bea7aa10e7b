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

/// One plan per size for the whole process; FFTW's planner is not thread-safe, execution is.
fftwf_plan plan_for(int size, float* re_in, float* im_in, float* re_out, float* im_out) {
  static std::mutex planner;
  static std::map<int, Plan> plans;
  const std::lock_guard lock(planner);
  Plan& plan = plans[size];
  const fftwf_iodim dimension{size, 1, 1};
  if (!plan)
    plan.reset(fftwf_plan_guru_split_dft(1, &dimension, 0, nullptr, re_in, im_in, re_out, im_out,
                                         FFTW_ESTIMATE));
  if (!plan) throw std::bad_alloc();
  return plan.get();
}

/// The transform of a real frame is conjugate-symmetric, that of an imaginary one antisymmetric:
///
///   a ─┐                      ┌─ A[k] = (Z[k] + conj Z[N−k]) / 2
///      ├─ a + ib ── FFT ── Z ─┤
///   b ─┘                      └─ B[k] = (Z[k] − conj Z[N−k]) / 2i
NOCTULE_SIMD void split_power(const float* __restrict re, const float* __restrict im, int size,
                              float* __restrict a, float* __restrict b) {
  a[0] = re[0] * re[0];
  b[0] = im[0] * im[0];
  const int half = size / 2;
  for (int k = 1; k <= half; ++k) {
    const float zr = re[k], zi = im[k], wr = re[size - k], wi = im[size - k];
    const float ar = zr + wr, ai = zi - wi, br = zi + wi, bi = wr - zr;
    a[k] = 0.25f * (ar * ar + ai * ai);
    b[k] = 0.25f * (br * br + bi * bi);
  }
}

}  // namespace

struct PairedFft::Workspace {
  int size;
  Buffer<float> re_in, im_in, re_out, im_out;
  fftwf_plan plan;
};

PairedFft::PairedFft(int size) : workspace_(std::make_unique<Workspace>()) {
  auto& w = *workspace_;
  w.size = size;
  for (Buffer<float>* buffer : {&w.re_in, &w.im_in, &w.re_out, &w.im_out}) buffer->resize(size);
  w.plan = plan_for(size, w.re_in.data(), w.im_in.data(), w.re_out.data(), w.im_out.data());
}

PairedFft::~PairedFft() = default;

float* PairedFft::input_a() { return workspace_->re_in.data(); }
float* PairedFft::input_b() { return workspace_->im_in.data(); }

void PairedFft::transform_to_power(float* a, float* b) {
  auto& w = *workspace_;
  fftwf_execute_split_dft(w.plan, w.re_in.data(), w.im_in.data(), w.re_out.data(), w.im_out.data());
  split_power(w.re_out.data(), w.im_out.data(), w.size, a, b);
}

}  // namespace noctule
