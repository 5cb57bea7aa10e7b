// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/mhd_response.h"

#include <fcntl.h>

#include <cerrno>
#include <memory>
#include <utility>

namespace noctule {
namespace {

/// The response where a file could not be opened, by errno.
Response cannot_open() {
  if (errno == ENOENT) return Response::error(404, "The file is gone");
  if (errno == EMFILE || errno == ENFILE)
    return busy_response("The server has too many files open; try again");
  return Response::error(500, "The server cannot read the file");
}

/// A streamed body being sent. The event loop and the producer never access it concurrently: the
/// connection is suspended while a piece is produced.
struct Stream {
  MHD_Connection* connection;
  StreamBody body;
  StreamBody::Piece piece;
  size_t sent = 0;  ///< of the piece

  static ssize_t read(void* self, uint64_t, char* out, size_t max) {
    auto& stream = *static_cast<Stream*>(self);
    auto& [text, last, failed] = stream.piece;
    if (stream.sent < text.size()) {
      const size_t size = text.copy(out, max, stream.sent);
      stream.sent += size;
      return static_cast<ssize_t>(size);
    }
    if (failed) return MHD_CONTENT_READER_END_WITH_ERROR;
    if (last) return MHD_CONTENT_READER_END_OF_STREAM;
    MHD_suspend_connection(stream.connection);
    stream.body.next([&stream](StreamBody::Piece next) {
      stream.piece = std::move(next);
      stream.sent = 0;
      MHD_resume_connection(stream.connection);
    });
    return 0;
  }
  static void free(void* self) { delete static_cast<Stream*>(self); }
};

using SharedText = std::shared_ptr<const std::string>;

/// The library holds a reference to the shared text and releases it when done.
MHD_Response* of_text(const SharedText& text) {
  return MHD_create_response_from_buffer_with_free_callback_cls(
      text->size(), const_cast<char*>(text->data()),
      [](void* pointer) { delete static_cast<SharedText*>(pointer); }, new SharedText(text));
}

MHD_Response* of_stream(MHD_Connection* connection, const StreamBody& body) {
  constexpr size_t kBlock = 64 << 10;
  return MHD_create_response_from_callback(
      body.size.value_or(MHD_SIZE_UNKNOWN), kBlock, &Stream::read,
      new Stream{connection, body, body.first, 0}, &Stream::free);
}

}  // namespace

std::variant<MHD_Response*, Response> make_mhd_response(MHD_Connection* connection,
                                                        const Response& response) {
  MHD_Response* out = nullptr;
  if (const auto* text = std::get_if<SharedText>(&response.body)) {
    out = of_text(*text);
  } else if (const auto* stream = std::get_if<StreamBody>(&response.body)) {
    out = of_stream(connection, *stream);
  } else {
    const auto& file = std::get<FileBody>(response.body);
    const int fd = open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return cannot_open();
    out = MHD_create_response_from_fd_at_offset64(file.size, fd, file.offset);
  }
  if (out == nullptr) return out;
  for (const auto& [name, value] : response.headers)
    MHD_add_response_header(out, name.c_str(), value.c_str());
  return out;
}

}  // namespace noctule
