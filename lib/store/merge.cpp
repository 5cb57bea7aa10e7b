// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/merge.h"

#include "core/error.h"
#include "store/recording_merge.h"
#include "store/recordings.h"
#include "store/statement.h"

namespace noctule {

void merge_store(Store& store, const std::filesystem::path& other,
                 const std::function<void(Id, const std::string&, bool)>& report) {
  std::error_code ignored;
  if (std::filesystem::equivalent(store.path(), other, ignored))
    throw UsageError("a store cannot be merged into itself; name another with --from-store");
  // The other store is not modified: an older schema is migrated in a copy.
  const Store readable(other, Store::Open::kReadOnly);
  run(store, "ATTACH DATABASE ? AS other", readable.attachable());
  for (const Id theirs : values_of<Id>(store, "SELECT id FROM other.recording ORDER BY id")) {
    RecordingMerge recording(store, theirs);
    bool added = false;
    store.transact([&] { added = recording.merge(); });
    report(recording.id(), find_recording(store, recording.id())->path.value_or(""), added);
  }
  store.transact([&] {
    run(store,
        "INSERT OR IGNORE INTO failure (path, file_size, file_mtime_ns, file_ctime_ns, reason,"
        "  created) SELECT path, file_size, file_mtime_ns, file_ctime_ns, reason, created"
        " FROM other.failure WHERE path IS NOT NULL");
  });
  run(store, "DETACH DATABASE other");
}

}  // namespace noctule
