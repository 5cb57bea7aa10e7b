// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/temporary_file.h"

namespace noctule {

struct Session;

/// Names of headers and schemes have any case.
struct IgnoreCase {
  bool operator()(const std::string& a, const std::string& b) const;
};

/// One part of a multipart form: a value, or a file that was streamed to disk.
struct FormPart {
  std::string value;
  std::string file_name;                ///< as the client calls it; never a path of ours
  std::shared_ptr<TemporaryFile> file;  ///< the contents, removed with the request if unpublished
};

/// The body that a route takes; any other is refused before it is read.
enum class BodyKind { kNone, kJson, kForm };

/// A request, whole: its body was read.
struct Request {
  std::string method;  ///< HEAD is GET here
  std::string path;
  std::map<std::string, std::string> query;
  std::map<std::string, std::string, IgnoreCase> headers;
  std::string body;
  std::map<std::string, FormPart> form;
  // Set by the application when it admits the request:
  BodyKind takes = BodyKind::kNone;
  std::string file_part;  ///< the part of a form that may be a file
  int64_t client = 0;     ///< who asks; limits on memory and threads are per client
  std::shared_ptr<const Session> session;  ///< what else it found out

  std::optional<std::string> header(const std::string& name) const;
};

/// A stretch of a file.
struct FileBody {
  std::filesystem::path path;
  uint64_t offset = 0;
  uint64_t size = 0;
};

/// A body made in pieces as the client takes them, so that a long one takes no more memory than a
/// short one.
struct StreamBody {
  struct Piece {
    std::string text;
    bool last = false;
    bool failed = false;  ///< the connection is closed, so that the client sees it
  };
  Piece first;
  /// Asks for the next piece, which `take` gets once, from any thread.
  std::function<void(const std::function<void(Piece)>& take)> next;
  std::optional<uint64_t> size;  ///< of all pieces, where it is known before
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::variant<std::shared_ptr<const std::string>, FileBody, StreamBody> body =
      std::make_shared<const std::string>();

  static Response text(int status, std::string body, const std::string& type);
  static Response json(int status, const nlohmann::json& body);
  /// {"error": message}
  static Response error(int status, const std::string& message);

  Response with(const std::string& name, const std::string& value) &&;
};

/// One line; bytes that are not UTF-8 are replaced.
std::string to_text(const nlohmann::json& json);

/// 503 with Retry-After.
Response busy_response(const std::string& message);

/// Takes the answer, once, from any thread.
using Done = std::function<void(Response)>;

/// Starts work elsewhere and returns.
using Deferred = std::function<void(const Done& done)>;

/// What a handler gives: its answer, or a promise of one.
using Answer = std::variant<Response, Deferred>;

}  // namespace noctule
