// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace noctule {

/// Errors are classified by who can act on them; each message names the object, problem and remedy.
struct Error : std::runtime_error {
  using runtime_error::runtime_error;
};

/// One recording cannot be used; others can. Reported as an outcome by bulk, else exit 1.
struct RecordingError : Error {
  using Error::Error;
};

/// Runs `work`; prefixes the message of a RecordingError with the path unless it starts with it.
template <class Work>
auto with_path_in_errors(const std::filesystem::path& path, Work work) {
  try {
    return work();
  } catch (const RecordingError& error) {
    if (std::string_view(error.what()).starts_with(path.string())) throw;
    throw RecordingError(path.string() + ": " + error.what());
  }
}

/// The command line or request is invalid: exit 2, or HTTP 400.
struct UsageError : Error {
  using Error::Error;
};

/// Nothing can proceed until an external problem is fixed: exit 3, or HTTP 500.
struct FatalError : Error {
  using Error::Error;
};

/// The disk is full, or a quota or file size limit is reached: exit 3, or HTTP 507.
struct NoSpaceError : FatalError {
  using FatalError::FatalError;
};

/// The store was deleted or replaced, or is unusable: exit 3, or HTTP 503.
struct StoreLostError : FatalError {
  using FatalError::FatalError;
};

/// Another process has locked the store for too long: exit 3, or HTTP 503.
struct StoreBusyError : FatalError {
  using FatalError::FatalError;
};

/// The requested object does not exist (any more): exit 1, or HTTP 404.
struct NotFoundError : RecordingError {
  using RecordingError::RecordingError;
};

/// Whether an errno value means that there is no space left.
inline bool means_no_space(int error) {
  return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

/// Work was abandoned because the user asked the program to stop.
struct Interrupted : Error {
  Interrupted() : Error("interrupted") {}
};

}  // namespace noctule
