// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/upload.h"

#include <utility>

#include "pipeline/describe_file.h"
#include "pipeline/managed_files.h"
#include "pipeline/register_recording.h"

namespace noctule {

IngestResult add_upload(Store& store, TemporaryFile& file, const IngestOptions& options) {
  Recording recording = describe_file(file.path(), options);
  const std::string hash = recording.hash;
  file.sync();
  IngestResult result;
  try {
    store.transact([&] {
      const auto path = publish_managed_file(store, file, hash, "");
      recording.path = path.string();
      recording.file = file_state(path).value_or(recording.file);
      result = register_recording(store, path, std::move(recording), options);
    });
  } catch (...) {
    release_managed_file(store, hash, "");
    throw;
  }
  if (result.outcome == Ingested::kKnown) release_managed_file(store, hash, "");
  return result;
}

}  // namespace noctule
