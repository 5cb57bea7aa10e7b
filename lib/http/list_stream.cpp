// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/list_stream.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace noctule {
namespace {

constexpr size_t kRowsPerPage = 500;

/// Where a list is while it is sent.
struct ListState {
  TaskThreads& readers;
  int64_t client;
  std::vector<Id> ids;
  ReadRows read_rows;
  size_t next = 0;  ///< index into ids
  std::string separator = "";

  /// The next page, with the brackets around the first and the last.
  StreamBody::Piece read_page(Store& store) {
    const size_t end = std::min(ids.size(), next + kRowsPerPage);
    const std::vector<Id> page(ids.begin() + static_cast<std::ptrdiff_t>(next),
                               ids.begin() + static_cast<std::ptrdiff_t>(end));
    StreamBody::Piece piece{next == 0 ? "[" : "", end == ids.size(), false};
    for (const auto& row : read_rows(store, page))
      piece.text += std::exchange(separator, ",") + to_text(row);
    if (piece.last) piece.text += "]";
    next = end;
    return piece;
  }
};

void send_next_page(const std::shared_ptr<ListState>& list,
                    const std::function<void(StreamBody::Piece)>& take) {
  const bool posted = list->readers.post(list->client, [list, take](Store& store) {
    StreamBody::Piece piece{"", false, true};
    try {
      piece = list->read_page(store);
    } catch (const std::exception& error) {
      spdlog::error("a list was not sent to its end: {}", error.what());
    }
    take(std::move(piece));
  });
  if (!posted) take({"", false, true});
}

}  // namespace

Response list_response(const Context& c, std::vector<Id> ids, ReadRows read_rows) {
  const auto list = std::make_shared<ListState>(
      ListState{c.services.readers, c.request.client, std::move(ids), std::move(read_rows)});
  StreamBody::Piece first = list->read_page(c.store);
  Response response =
      Response::text(200, first.last ? std::move(first.text) : "", "application/json");
  if (!first.last)
    response.body =
        StreamBody{std::move(first), [list](const auto& take) { send_next_page(list, take); }};
  return response;
}

}  // namespace noctule
