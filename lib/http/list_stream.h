// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "http/context.h"

namespace noctule {

/// Rows with some ids, as the API shows them; rows that are gone by then are left out.
using ReadRows = std::function<std::vector<nlohmann::json>(Store&, const std::vector<Id>&)>;

/// A JSON array of the rows with these ids. Rows are read a page at a time, the next one when the
/// client has taken the one before, so that a long list takes no more memory than a short one.
Response list_response(const Context& context, std::vector<Id> ids, ReadRows read_rows);

}  // namespace noctule
