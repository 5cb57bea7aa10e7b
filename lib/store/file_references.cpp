// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file_references.h"

namespace noctule {

bool is_file_referred_to(Store& store, const std::string& hash, const std::string& file_name) {
  auto row =
      store.query("SELECT 1 FROM recording WHERE hash = ?1 AND substr(path, -length(?2)) = ?2",
                  nullptr, "/" + file_name);
  row.bind(1, hash.data(), static_cast<int>(hash.size()));
  return row.executeStep();
}

}  // namespace noctule
