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

/// Orders header names case-insensitively.
struct IgnoreCase {
  bool operator()(const std::string& a, const std::string& b) const;
};

/// One part of a multipart form: a value, or a file that was streamed to disk.
struct FormPart {
  std::string value;
  std::string file_name;                ///< as sent by the client; never used as a path
  std::shared_ptr<TemporaryFile> file;  ///< the contents; deleted with the request unless published
};

/// The kind of body that a route accepts; others are refused before they are read.
enum class BodyKind { kNone, kJson, kForm };

/// A request. The body and form are filled after it is admitted.
struct Request {
  std::string method;  ///< HEAD is mapped to GET
  std::string path;
  std::map<std::string, std::string> query;
  std::map<std::string, std::string, IgnoreCase> headers;
  std::string body;
  std::map<std::string, FormPart> form;
  // Set by the application when it admits the request:
  BodyKind takes = BodyKind::kNone;
  std::string file_part;                   ///< the part of a form that may be a file
  int64_t client = 0;                      ///< user id; memory and thread limits are per client
  std::shared_ptr<const Session> session;  ///< application data

  std::optional<std::string> header(const std::string& name) const;
};

/// A byte range of a file.
struct FileBody {
  std::filesystem::path path;
  uint64_t offset = 0;
  uint64_t size = 0;
};

/// A body generated piece by piece as the client reads it, so that memory use is bounded.
struct StreamBody {
  struct Piece {
    std::string text;
    bool last = false;
    bool failed = false;  ///< closes the connection, so the client notices
  };
  Piece first;
  /// Requests the next piece; `take` is called once with it, from any thread.
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

/// 503 with Retry-After.
Response busy_response(const std::string& message);

/// Receives the response; called once, from any thread.
using Done = std::function<void(Response)>;

/// Starts asynchronous work that calls `done`; returns immediately.
using Deferred = std::function<void(const Done& done)>;

/// What a handler returns: the response, or a way to get it asynchronously.
using Reply = std::variant<Response, Deferred>;

}  // namespace noctule
