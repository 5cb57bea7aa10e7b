// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace noctule {

/// A file embedded in the program.
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};

}  // namespace noctule
