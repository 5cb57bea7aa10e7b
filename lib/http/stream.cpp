// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/stream.h"
#include "core/json_text.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace noctule {
namespace {

constexpr size_t kRowsPerPage = 500;

/// A list while it is sent.
struct List {
  std::vector<Id> ids;
  ReadRows read_rows;
  std::string before, after;
  size_t next = 0;  ///< index into ids
  std::string separator = "";

  StreamBody::Piece read_page(Store& store) {
    const size_t end = std::min(ids.size(), next + kRowsPerPage);
    const std::vector<Id> page(ids.begin() + static_cast<std::ptrdiff_t>(next),
                               ids.begin() + static_cast<std::ptrdiff_t>(end));
    StreamBody::Piece piece{next == 0 ? std::move(before) + "[" : "", end == ids.size(), false};
    for (const auto& row : read_rows(store, page))
      piece.text += std::exchange(separator, ",") + strict_json_text(row);
    if (piece.last) piece.text += "]" + after;
    next = end;
    return piece;
  }
};

}  // namespace

StreamBody stream_body(const Context& c, StreamBody::Piece first,
                       std::function<StreamBody::Piece(Store&)> next) {
  const auto make = [&readers = c.services.readers, client = c.request.client,
                     next = std::move(next)](const std::function<void(StreamBody::Piece)>& take) {
    const bool posted = readers.post(client, [next, take](Store& store) {
      StreamBody::Piece piece{"", false, true};
      try {
        piece = next(store);
      } catch (const std::exception& error) {
        spdlog::error("a streamed response was aborted: {}", error.what());
      }
      take(std::move(piece));
    });
    if (!posted) take({"", false, true});
  };
  return {std::move(first), make, std::nullopt};
}

Response list_response(const Context& c, std::vector<Id> ids, ReadRows read_rows,
                       std::string before, std::string after) {
  const auto list = std::make_shared<List>(
      List{std::move(ids), std::move(read_rows), std::move(before), std::move(after)});
  StreamBody::Piece first = list->read_page(c.store);
  Response response =
      Response::text(200, first.last ? std::move(first.text) : "", "application/json");
  if (!first.last)
    response.body =
        stream_body(c, std::move(first), [list](Store& store) { return list->read_page(store); });
  return response;
}

}  // namespace noctule
