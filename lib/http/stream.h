// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "http/context.h"

namespace noctule {

/// A body that is made piece by piece on the threads for reading, the next piece when the client
/// has taken the one before, so that a long body takes no more memory than a short one. `next` is
/// called with each piece's store and owns what it needs. `first` was made by the handler.
StreamBody stream_body(const Context& context, StreamBody::Piece first,
                       std::function<StreamBody::Piece(Store&)> next);

/// Rows with some ids, as the API shows them; rows that are gone by then are left out.
using ReadRows = std::function<std::vector<nlohmann::json>(Store&, const std::vector<Id>&)>;

/// Streams `before`, the rows with these ids as a JSON array, then `after`; reads a page of rows at
/// a time.
Response list_response(const Context& context, std::vector<Id> ids, ReadRows read_rows,
                       std::string before = "", std::string after = "");

}  // namespace noctule
