// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

namespace noctule {

/// The score of a ridge: output_bias + Σ output[j]·tanh(bias[j] + Σ weight[j][i]·feature[i]).
/// Written by scripts/train-calls; the features are those of score.h.
struct ScoreWeights {
  static constexpr int kFeatures = 19, kHidden = 6;
  std::array<std::array<float, kFeatures>, kHidden> weight;
  std::array<float, kHidden> bias;
  std::array<float, kHidden> output;
  float output_bias;
};

// clang-format off
inline constexpr ScoreWeights kScoreWeights = {
  .weight = {{
    {1.4442f, 0.4915f, 0.7093f, -0.0295f, -0.8041f, 0.2407f, -0.7751f, -1.4829f, 2.5928f, 1.1805f, 0.5169f, -0.6633f, 0.7983f, -0.4806f, -0.6360f, -0.8334f, -0.1359f, -0.2987f, -0.2525f},
    {0.4329f, -0.4084f, 0.1797f, -0.3898f, -0.3220f, 0.1800f, 0.2453f, 0.0486f, 1.2780f, 0.6549f, -1.1818f, -1.0306f, 0.7608f, 2.1022f, -0.2012f, 2.3000f, -0.7522f, -0.8693f, 0.3433f},
    {-0.8751f, -1.0291f, 0.1574f, 0.3141f, 1.3893f, 0.4735f, 2.3716f, 0.2434f, -0.3342f, 1.3571f, 2.1730f, 0.5135f, -0.3301f, -0.7117f, 0.6719f, 0.6888f, -0.3394f, -3.4880f, -0.0065f},
    {0.0852f, -1.3148f, -0.1409f, -0.0884f, 0.3153f, 0.2983f, 0.5594f, -1.8115f, -1.5619f, -1.2542f, -6.2127f, 1.1966f, -0.4544f, -1.5259f, 0.5416f, 1.3001f, 0.2063f, 0.4796f, -0.4898f},
    {0.1310f, -0.1095f, -0.1999f, 0.0323f, -0.0035f, -0.4330f, -0.2158f, -0.2849f, -0.6482f, -0.9368f, 1.6447f, 0.3486f, -0.3287f, -1.6960f, 0.6996f, 0.1513f, 1.1057f, -0.2904f, 1.0273f},
    {-0.5445f, -0.6625f, 0.2502f, -0.4877f, 0.6889f, 0.5468f, 0.3316f, -0.9627f, 0.6710f, -1.0534f, 3.2394f, 0.1996f, -3.1911f, -0.2504f, -0.5031f, 0.3817f, -0.7206f, -1.6323f, 0.0249f},
  }},
  .bias = {{-4.5784f, 1.0856f, -6.2582f, 15.3147f, -3.9510f, -7.4133f}},
  .output = {{1.7170f, -1.6160f, 1.8595f, 1.6063f, 1.4924f, 1.6558f}},
  .output_bias = -0.5863f,
};
// clang-format on

}  // namespace noctule
