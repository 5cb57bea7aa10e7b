// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store_fault.h"

#include <sqlite3.h>

#include "core/error.h"
#include "store/lock_holder.h"

namespace noctule {

StoreFault fault_of(const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_FULL:
      return StoreFault::kNoSpace;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return StoreFault::kBusy;
    case SQLITE_IOERR:
      break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_PERM:
      return StoreFault::kLost;
    default:
      return StoreFault::kOther;
  }
  // SQLite reports SQLITE_FULL only for ENOSPC, not for quotas, file size limits or a write-ahead
  // log that cannot grow.
  switch (error.getExtendedErrorCode()) {
    case SQLITE_IOERR_WRITE:
    case SQLITE_IOERR_SHMSIZE:
    case SQLITE_IOERR_TRUNCATE:
      return StoreFault::kNoSpace;
    default:
      return StoreFault::kLost;
  }
}

std::string describe_fault(const SQLite::Exception& error, const std::filesystem::path& path) {
  const std::string store = "the store " + path.string();
  switch (error.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return store + " is locked by " + lock_holder(path).value_or("another process") +
             "; wait for it to finish, or stop it";
    case SQLITE_READONLY:
      return store + " cannot be written; check the permissions of the file and its folder";
    case SQLITE_NOTADB:
      return store + " is not a noctule store (" + error.what() + "); name another with --store";
    case SQLITE_CORRUPT:
      return store + " is damaged (" + error.what() + "); restore it from a backup";
    case SQLITE_CANTOPEN:
      return "cannot open " + store + ": " + error.what() +
             "; check that its folder exists and is writable";
    case SQLITE_IOERR:
    case SQLITE_FULL:
      return fault_of(error) == StoreFault::kNoSpace
                 ? store + " cannot grow: the disk is full; free some space"
                 : store + " failed: " + error.what() + "; check the disk";
    default:
      return store + " failed: " + error.what() + "; this is a defect of noctule, please report it";
  }
}

void throw_store_error(const SQLite::Exception& error, const std::filesystem::path& store) {
  const std::string what = describe_fault(error, store);
  switch (fault_of(error)) {
    case StoreFault::kNoSpace:
      throw NoSpaceError(what);
    case StoreFault::kLost:
      throw StoreLostError(what);
    case StoreFault::kBusy:
      throw StoreBusyError(what);
    case StoreFault::kOther:
      break;
  }
  throw FatalError(what);
}

}  // namespace noctule
