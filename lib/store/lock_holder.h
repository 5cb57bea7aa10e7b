// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace noctule {

/// A process that holds a lock on an SQLite file, as "process 1234 (sqlite3)"; nullopt if none is
/// visible, for example in another container. Reads Linux's /proc/locks.
std::optional<std::string> lock_holder(const std::filesystem::path& database);

}  // namespace noctule
