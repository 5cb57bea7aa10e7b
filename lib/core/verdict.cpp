// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict.h"

namespace noctule {

const char* to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::kCalls:
      return "calls";
    case Verdict::kNoise:
      return "noise";
    case Verdict::kEmpty:
      break;
  }
  return "empty";
}

std::optional<Verdict> verdict_named(std::string_view name) {
  for (const Verdict verdict : {Verdict::kCalls, Verdict::kNoise, Verdict::kEmpty})
    if (name == to_text(verdict)) return verdict;
  return std::nullopt;
}

}  // namespace noctule
