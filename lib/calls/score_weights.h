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
    {0.6919f, 0.4533f, 0.7691f, -0.1336f, -0.5671f, 1.0848f, -1.6073f, -1.7340f, 0.8525f, 0.8821f, -0.4159f, -0.2603f, 1.0660f, 1.1312f, -0.4335f, -1.9411f, 0.1548f, -0.6769f, -0.1080f},
    {-0.2591f, 0.8398f, 0.3185f, -0.1714f, -0.1840f, 0.0213f, -1.8856f, 0.1487f, 1.0334f, -0.6586f, 0.0532f, -1.4535f, 1.0490f, 2.2863f, -0.4158f, -0.1956f, -0.0887f, -0.3828f, 0.1132f},
    {0.1738f, 0.1248f, -0.3800f, 0.5650f, 0.2670f, -0.1824f, 0.4699f, -0.1815f, -0.5017f, 0.1631f, 1.7534f, -0.0877f, 0.5096f, -0.5595f, 0.8127f, 0.0389f, 1.4492f, 0.4753f, 0.7962f},
    {-0.5561f, -1.1343f, 0.2090f, -0.1016f, 0.8091f, 0.2884f, 0.3684f, -0.9617f, -1.2804f, -1.2210f, -7.3264f, 0.8189f, -0.5307f, -1.0595f, 0.3080f, 1.2701f, 0.2433f, 0.8182f, -0.4554f},
    {-1.7399f, -0.0395f, 0.5815f, -0.6420f, 2.3787f, 1.8249f, -0.5293f, -1.2203f, 0.0481f, -1.1750f, 1.2345f, 0.3726f, -1.8445f, -0.4980f, -0.1527f, 0.6301f, -1.1155f, -3.1071f, 0.0469f},
    {0.8023f, 0.0934f, -0.5384f, 0.0512f, -1.2671f, -1.3571f, 1.1458f, 0.5157f, 0.3982f, -0.7203f, 3.9594f, -0.1396f, -2.0509f, -2.3417f, -0.3280f, -0.5657f, -0.0022f, -0.4626f, -0.0044f},
  }},
  .bias = {{-1.8776f, 0.8820f, -6.0373f, 16.7654f, -4.8852f, -5.2626f}},
  .output = {{2.0342f, -2.1180f, 1.6731f, 1.5559f, 1.9125f, 1.8772f}},
  .output_bias = -0.6798f,
};
// clang-format on

}  // namespace noctule
