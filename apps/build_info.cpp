// SPDX-License-Identifier: GPL-3.0-or-later
#include "build_info.h"

#include "commit.h"
#include "core/version.h"

std::string noctule::build_info() {
  std::string text = std::string("noctule ") + version();
  if (const std::string commit = NOCTULE_COMMIT; !commit.empty())
    text += " (commit " + commit + ")";
  return text + "\nbuilt with " NOCTULE_LIBRARIES;
}
