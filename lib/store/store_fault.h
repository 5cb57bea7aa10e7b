// SPDX-License-Identifier: GPL-3.0-or-later
// For lib/store alone.
#pragma once

#include <SQLiteCpp/Exception.h>

#include <filesystem>
#include <string>

namespace noctule {

/// What an SQLite error means for the caller.
enum class StoreFault {
  kNoSpace,  ///< the disk is full; reads still work
  kLost,     ///< the file is gone, damaged, not writable, or the disk fails
  kBusy,     ///< another process writes for too long
  kOther,    ///< an error of this program
};
StoreFault fault_of(const SQLite::Exception& error);

/// What went wrong, in one line: the store's path, who holds its lock where that is it, and what to
/// do.
std::string describe_fault(const SQLite::Exception& error, const std::filesystem::path& store);
/// Throws it as NoSpaceError, StoreBusyError, StoreLostError or FatalError.
[[noreturn]] void throw_store_error(const SQLite::Exception& error,
                                    const std::filesystem::path& store);

}  // namespace noctule
