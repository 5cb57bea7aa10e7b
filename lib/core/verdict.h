// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace noctule {

/// Classification of a recording by its calls.
enum class Verdict {
  kCalls,  ///< at least one listed call
  kNoise,  ///< no listed call, but the rule of the amplitude peaks finds something
  kEmpty,
};
const char* to_text(Verdict verdict);  ///< "calls", "noise", "empty"
std::optional<Verdict> verdict_named(std::string_view name);

}  // namespace noctule
