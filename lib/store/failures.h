// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>

#include "store/recordings.h"
#include "store/spectrograms.h"

namespace noctule {

/// Why an operation failed, and the state of its file at that time.
struct Failure {
  FileState file;
  std::string reason;
  int64_t file_ctime_ns = 0;
};

/// A failure with the current state of the file.
Failure failure_now(const std::filesystem::path& path, std::string reason);
/// Whether the file is unchanged, so that a retry would fail again.
bool still_applies(const Failure& failure, const std::filesystem::path& path);

/// Records that a file could not be ingested.
void remember_file_failure(Store& store, const std::string& path, const Failure& failure);
void forget_file_failure(Store& store, const std::string& path);
std::map<std::string, Failure> file_failures(Store& store);  ///< by path

/// Records that a recording could not be rendered with these parameters.
void remember_render_failure(Store& store, Id recording_id, const RenderKey& key,
                             const Failure& failure);
std::map<Id, Failure> render_failures(Store& store, const RenderKey& key);
std::optional<Failure> find_render_failure(Store& store, Id recording_id, const RenderKey& key);
/// The highest id so far, 0 if there is none; later failures have higher ids.
Id last_failure_id(Store& store);
void forget_render_failure(Store& store, Id recording_id, const RenderKey& key);
void forget_render_failures(Store& store, Id recording_id);  ///< with any parameters

}  // namespace noctule
