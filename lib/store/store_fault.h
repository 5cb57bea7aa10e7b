// SPDX-License-Identifier: GPL-3.0-or-later
// Internal to lib/store.
#pragma once

#include <SQLiteCpp/Exception.h>

#include <filesystem>
#include <string>

namespace noctule {

/// What an SQLite error means for the caller.
enum class StoreFault {
  kNoSpace,  ///< the disk is full; reads still work
  kLost,     ///< the file is gone, damaged, not writable, or the disk fails
  kBusy,     ///< another process holds the lock for too long
  kOther,    ///< a bug in this program
};
StoreFault fault_of(const SQLite::Exception& error);

/// One-line error message: the path of the store, the cause (the lock holder if it is busy) and the
/// remedy.
std::string describe_fault(const SQLite::Exception& error, const std::filesystem::path& store);
/// Throws it as NoSpaceError, StoreBusyError, StoreLostError or FatalError.
[[noreturn]] void throw_store_error(const SQLite::Exception& error,
                                    const std::filesystem::path& store);

}  // namespace noctule
