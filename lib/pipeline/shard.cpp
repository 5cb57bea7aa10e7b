// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/shard.h"

#include "core/error.h"
#include "core/hash.h"
#include "core/number.h"

namespace noctule {

Shard Shard::parse(const std::string& text) {
  const size_t slash = text.find('/');
  if (slash != std::string::npos) {
    const auto index = parse_number<int64_t>(std::string_view(text).substr(0, slash));
    const auto count = parse_number<int64_t>(std::string_view(text).substr(slash + 1));
    if (index && count && *count > 0 && *index >= 0 && *index <= *count)
      return {*index % *count, *count};
  }
  throw UsageError("'" + text +
                   "' is not a valid shard; write I/N, as in 0/4 to 3/4 or 1/4 to 4/4");
}

bool Shard::holds(const std::string& path) const {
  uint64_t hash = 0;
  for (const char byte : hash_bytes(path).substr(0, 8))
    hash = hash << 8 | static_cast<unsigned char>(byte);
  return static_cast<int64_t>(hash % static_cast<uint64_t>(count)) == index;
}

}  // namespace noctule
