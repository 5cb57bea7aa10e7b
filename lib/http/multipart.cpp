// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/multipart.h"

#include <algorithm>
#include <cctype>

#include "core/text.h"

namespace noctule {
namespace {

constexpr size_t kMaxHeaders = 8 << 10;
constexpr size_t kMaxPadding = 256;

/// Removes and returns the quoted or unquoted value at the start of `rest`.
std::string take_value(std::string_view& rest) {
  std::string value;
  if (!rest.starts_with('"')) {
    const std::string_view token = rest.substr(0, rest.find(';'));
    rest.remove_prefix(token.size());
    return std::string(trimmed(token));
  }
  size_t at = 1;
  for (; at < rest.size() && rest[at] != '"'; ++at) {
    // Browsers escape only the quote (as %22 or \"); a lone backslash is part of a Windows path.
    if (rest[at] == '\\' && at + 1 < rest.size() && (rest[at + 1] == '"' || rest[at + 1] == '\\'))
      ++at;
    value += rest[at];
  }
  rest.remove_prefix(std::min(rest.size(), at + 1));
  rest.remove_prefix(std::min(rest.size(), rest.find(';')));
  return value;
}

/// The value of a header in a block of CRLF-terminated lines.
std::optional<std::string> header_among(std::string_view lines, std::string_view name) {
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(std::min(lines.size(), line.size() + 2));
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos && same_ignoring_case(line.substr(0, colon), name))
      return std::string(trimmed(line.substr(colon + 1)));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> header_parameter(std::string_view header, std::string_view name) {
  std::string_view rest = header.substr(std::min(header.size(), header.find(';')));
  while (rest.starts_with(';')) {
    rest.remove_prefix(1);
    const size_t equals = rest.find_first_of("=;");
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view found = trimmed(rest.substr(0, equals));
    rest.remove_prefix(equals);
    if (rest.starts_with(';')) continue;
    rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" \t")));
    std::string value = take_value(rest);
    if (same_ignoring_case(found, name)) return value;
  }
  return std::nullopt;
}

bool MultipartParser::valid_boundary(const std::string& boundary) {
  constexpr std::string_view kOther = "'()+_,-./:=? ";
  return !boundary.empty() && boundary.size() <= 70 && boundary.back() != ' ' &&
         std::all_of(boundary.begin(), boundary.end(), [&](unsigned char c) {
           return std::isalnum(c) || kOther.find(static_cast<char>(c)) != kOther.npos;
         });
}

bool MultipartParser::feed(std::string_view bytes) {
  if (state_ == State::kEnd) return true;  // ignore the epilogue
  pending_.append(bytes);
  Step step = Step::kAgain;
  while (step == Step::kAgain) step = advance();
  pending_.erase(0, at_);
  at_ = 0;
  return step == Step::kMore;
}

MultipartParser::Step MultipartParser::advance() {
  switch (state_) {
    case State::kHeaders:
      return read_headers();
    case State::kPreamble:
    case State::kData:
      return find_delimiter();
    case State::kEnd:
      break;
  }
  at_ = pending_.size();
  return Step::kMore;
}

std::string_view MultipartParser::unread() const { return std::string_view(pending_).substr(at_); }

/// Consumes `bytes` bytes, passing part contents to on_data; resets `searched_`.
void MultipartParser::pass_on(size_t bytes) {
  if (state_ == State::kData && bytes > 0) on_data(unread().substr(0, bytes));
  at_ += bytes;
  searched_ = 0;
}

MultipartParser::Step MultipartParser::find_delimiter() {
  const size_t found = unread().find(delimiter_, searched_);
  if (found == std::string_view::npos) {
    const size_t kept = delimiter_.size() - 1;
    if (unread().size() > kept) pass_on(unread().size() - kept);
    return Step::kMore;
  }
  const std::string_view after = unread().substr(found + delimiter_.size());
  const size_t padding = std::min(after.size(), after.find_first_not_of(" \t"));
  const std::string_view rest = after.substr(padding);
  if (after.starts_with("--") || rest.starts_with("\r\n")) {
    pass_on(found);
    at_ += delimiter_.size() + padding;  // the CRLF counts as the start of the headers
    state_ = after.starts_with("--") ? State::kEnd : State::kHeaders;
    return Step::kAgain;
  }
  const bool undecided = rest.empty() || rest == "\r" || after == "-";
  if (undecided && padding < kMaxPadding) return Step::kMore;
  searched_ = found + 1;  // only a prefix matched: part of the contents
  return Step::kAgain;
}

MultipartParser::Step MultipartParser::read_headers() {
  const size_t end = unread().find("\r\n\r\n");
  if (end == std::string_view::npos)
    return unread().size() > kMaxHeaders ? Step::kMalformed : Step::kMore;
  if (end > kMaxHeaders) return Step::kMalformed;
  const auto disposition = header_among(unread().substr(0, end), "Content-Disposition");
  const auto name = disposition ? header_parameter(*disposition, "name") : std::nullopt;
  if (!name) return Step::kMalformed;
  on_part({*name, header_parameter(*disposition, "filename")});
  at_ += end + 4;
  state_ = State::kData;
  return Step::kAgain;
}

}  // namespace noctule
