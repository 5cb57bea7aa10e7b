// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/temporary_file.h"
#include "store/recordings.h"

namespace noctule {

/// The folder of the files kept beside a store (uploads, `ingest --copy`): STORE.files. A file is
/// named after the hash of its contents, and belongs to every row whose path has that name.
///
/// A file is published within the transaction that inserts its first row. It is removed after the
/// commit that deletes its last row, once a check under the store's write lock (which every
/// transaction that adds a file holds) finds no reference. A crash in between leaves an orphaned
/// file, never a row without its file; sweep_managed_files() removes orphans.
std::filesystem::path managed_folder(const Store& store);

/// Whether the recording's file is in that folder.
bool is_managed_file(const Store& store, const Recording& recording);

/// Moves a received file to its name in the folder; call within the transaction that adds its row.
/// Returns its path. `extension` is like ".wav", or empty.
std::filesystem::path publish_managed_file(Store& store, TemporaryFile& file,
                                           const std::string& hash, const std::string& extension);

/// The same with a copy of a file from elsewhere. Throws RecordingError if the copy does not have
/// this hash, because the file was changed meanwhile.
std::filesystem::path copy_managed_file(Store& store, const std::filesystem::path& source,
                                        const std::string& hash);

/// If the recording's file is in the folder of another store, copies it to this store's, so that
/// the recording outlives that store. Throws RecordingError if it cannot be copied.
void adopt_managed_file(Store& store, Id recording, const std::filesystem::path& other_store);

/// Removes the file with these contents if no row refers to it. Call outside a transaction, after
/// one that may have removed the last reference. What cannot be removed now is logged and left for
/// sweep_managed_files().
void release_managed_file(Store& store, const std::string& hash, const std::string& extension);

/// Removes what crashed processes left: temporary files and files without a row. Call at program
/// start. Returns the number of files removed.
int sweep_managed_files(Store& store);

}  // namespace noctule
