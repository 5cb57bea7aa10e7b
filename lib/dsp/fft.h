// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace noctule {

/// Forward Fourier transform of two real frames at once, packed as the real and imaginary parts of
/// one complex signal: half the cost of two complex transforms. Plans use FFTW_ESTIMATE, so results
/// are bit-identical on the same machine. Plans are created under one lock and shared; each object
/// has its own buffers and belongs to one thread.
class PairedFft {
 public:
  explicit PairedFft(int size);
  ~PairedFft();
  PairedFft(const PairedFft&) = delete;
  PairedFft& operator=(const PairedFft&) = delete;

  /// Input buffers for the two frames, `size` values each.
  float* input_a();
  float* input_b();

  /// Transforms both frames; writes |A|² and |B|² to `a` and `b`, size/2 + 1 values each.
  void transform_to_power(float* a, float* b);

 private:
  struct Workspace;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace noctule
