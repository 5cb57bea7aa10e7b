// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace noctule {

/// What `--version` prints: the version and commit, then the versions of the libraries that the
/// program was built with.
std::string build_info();

}  // namespace noctule
