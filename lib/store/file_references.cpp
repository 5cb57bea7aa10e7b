// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file_references.h"

#include "store/statement.h"

namespace noctule {

bool is_file_referred_to(Store& store, const std::string& hash, const std::string& file_name) {
  return find_value<int>(
             store, "SELECT 1 FROM recording WHERE hash = ?1 AND substr(path, -length(?2)) = ?2",
             Blob{hash}, "/" + file_name)
      .has_value();
}

}  // namespace noctule
