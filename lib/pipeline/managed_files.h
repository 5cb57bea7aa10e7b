// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/temporary_file.h"
#include "store/store.h"

namespace noctule {

/// The folder of the files kept beside a store (uploads, `ingest --copy`): STORE.files. A file is
/// named after the hash of its contents, and belongs to every row whose path has that name.
///
/// A file appears within the transaction that inserts its first row, and goes after the commit that
/// deleted the last, once no row is found under the store's write lock, which each transaction that
/// adds a file holds. A crash in between leaves an orphan, never a row without its file;
/// sweep_managed_files() removes orphans.
std::filesystem::path managed_folder(const Store& store);

/// Gives a received file its place in the folder; within the transaction that adds its row.
/// Returns its path. `extension` as in ".wav", or empty.
std::filesystem::path publish_managed_file(Store& store, TemporaryFile& file,
                                           const std::string& hash, const std::string& extension);

/// The same with a copy of a file that lies elsewhere.
std::filesystem::path copy_managed_file(Store& store, const std::filesystem::path& source,
                                        const std::string& hash);

/// Removes the file with these contents if no row refers to it; outside of transactions, after one
/// that may have removed the last reference. What cannot be removed now is logged and left for
/// sweep_managed_files().
void release_managed_file(Store& store, const std::string& hash, const std::string& extension);

/// Removes what crashed processes left: temporary files and files without a row. For the start of
/// a program. Returns how many.
int sweep_managed_files(Store& store);

}  // namespace noctule
