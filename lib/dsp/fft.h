// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace noctule {

/// Forward Fourier transform of one size, of two real frames at once: packed as the real and the
/// imaginary part of one complex signal, which costs half of two real transforms. The plan is
/// estimated, so the same machine always gives the same bits. Plans are made under one lock and
/// shared; a transform keeps its own buffers and belongs to one thread.
class PairedFft {
 public:
  explicit PairedFft(int size);
  ~PairedFft();
  PairedFft(const PairedFft&) = delete;
  PairedFft& operator=(const PairedFft&) = delete;

  /// Where the two frames go, `size` values each.
  float* input_a();
  float* input_b();

  /// Transforms both frames; |A|² and |B|² go to `a` and `b`, size/2 + 1 values each.
  void transform_to_power(float* a, float* b);

 private:
  struct Workspace;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace noctule
