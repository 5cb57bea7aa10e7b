// SPDX-License-Identifier: GPL-3.0-or-later
// What clients send: request line, headers, query, JSON and multipart, as one input.
#include <algorithm>

#include "core/json.h"
#include "fuzz.h"
#include "http/exchange.h"
#include "http/negotiation.h"

using namespace noctule;

namespace {

/// "GET /path HTTP/1.1\nName: value\n…" as far as an empty line; the rest is the body.
RequestHead take_head(std::string_view& text) {
  const auto take = [](std::string_view& from, std::string_view end) {
    const std::string_view part = from.substr(0, from.find(end));
    from.remove_prefix(std::min(from.size(), part.size() + end.size()));
    return part;
  };
  std::string_view first = take(text, "\n");
  RequestHead head;
  head.method = take(first, " ");
  head.target = take(first, " ");
  head.version = first;
  for (std::string_view line = take(text, "\n"); !line.empty(); line = take(text, "\n")) {
    const std::string_view name = take(line, ": ");
    head.headers.emplace_back(name, line);
  }
  return head;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const size_t step = 1 + data[0];
  std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  MemoryBudget budget(1 << 20);
  Exchange exchange(budget);
  const auto admit = [&](Request& request) -> std::optional<Response> {
    request.takes =
        media_type(request).starts_with("multipart") ? BodyKind::kForm : BodyKind::kJson;
    request.file_part = "audio_file";
    return std::nullopt;
  };
  const auto folder = std::filesystem::temp_directory_path() / "noctule-fuzz.files";
  auto next = exchange.begin(take_head(text), {1 << 20, folder}, admit);
  while (next == Exchange::Next::kRead && !text.empty()) {
    next = exchange.feed(text.substr(0, step));
    text.remove_prefix(std::min(text.size(), step));
  }
  if (next != Exchange::Next::kRead) return 0;
  exchange.finish();
  prefers(exchange.request, "image/jpeg", "application/json");
  client_has(exchange.request, "\"1-full-0\"");
  range_still_holds(exchange.request, "\"1\"");
  if (const auto body = parse_json(exchange.request.body))
    nlohmann::json(*body).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return 0;
}
