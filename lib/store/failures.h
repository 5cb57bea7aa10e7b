// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>

#include "store/recordings.h"
#include "store/spectrograms.h"

namespace noctule {

/// Why something could not be done, and the file as it was then.
struct Failure {
  FileState file;
  std::string reason;
  int64_t file_ctime_ns = 0;
};

/// The failure of a file as it is now.
Failure failure_now(const std::filesystem::path& path, std::string reason);
/// Whether the file is still as it was, so that trying again would fail again.
bool still_stands(const Failure& failure, const std::filesystem::path& path);

/// A file that could not be ingested.
void remember_file_failure(Store& store, const std::string& path, const Failure& failure);
void forget_file_failure(Store& store, const std::string& path);
std::map<std::string, Failure> file_failures(Store& store);  ///< by path

/// A recording that could not be rendered with these parameters.
void remember_render_failure(Store& store, Id recording_id, const RenderKey& key,
                             const Failure& failure);
std::map<Id, Failure> render_failures(Store& store, const RenderKey& key);
void forget_render_failure(Store& store, Id recording_id, const RenderKey& key);
void forget_render_failures(Store& store, Id recording_id);  ///< with any parameters

}  // namespace noctule
