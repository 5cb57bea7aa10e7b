// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/form_reader.h"

#include <spdlog/spdlog.h>

#include "core/error.h"

namespace noctule {
namespace {

constexpr size_t kMaxParts = 64;
constexpr size_t kMaxValueBytes = 64 << 10;

}  // namespace

FormReader::FormReader(const std::string& boundary, Request& request, MemoryBudget::Share& memory,
                       std::filesystem::path folder)
    : request_(request), memory_(memory), folder_(std::move(folder)), parser_(boundary) {
  parser_.on_part = [this](const MultipartParser::Part& part) { start_part(part); };
  parser_.on_data = [this](std::string_view bytes) { take(bytes); };
}

std::optional<Response> FormReader::feed(std::string_view bytes) {
  try {
    if (!parser_.feed(bytes)) return Response::error(400, "The multipart body is malformed");
  } catch (const NoSpaceError& error) {
    spdlog::error("an upload was refused: {}", error.what());
    return Response::error(507, "The server has no space for the upload");
  } catch (const FatalError& error) {
    spdlog::error("an upload was refused: {}", error.what());
    return Response::error(503, "The server cannot store uploads");
  }
  return refusal_;
}

std::optional<Response> FormReader::finish() const {
  if (parser_.complete()) return std::nullopt;
  return Response::error(400, "The multipart body ends before its closing boundary");
}

void FormReader::start_part(const MultipartParser::Part& part) {
  part_ = nullptr;
  if (refusal_) return;
  const bool is_file = part.file_name.has_value();
  if (++parts_ > kMaxParts) {
    refusal_ = Response::error(400, "The form has too many parts");
  } else if (!memory_.take(request_.client, part.name.size())) {
    refusal_ = busy_response("Too many large requests at once; try again");
  } else if (request_.form.contains(part.name)) {
    refusal_ = Response::error(400, "The form has the part " + part.name + " twice");
  } else if (!is_file || part.name == request_.file_part) {
    part_ = &request_.form[part.name];
    if (!is_file) return;
    part_->file_name = *part.file_name;
    part_->file = std::make_shared<TemporaryFile>(folder_);
  }
}

void FormReader::take(std::string_view bytes) {
  if (part_ == nullptr || refusal_) return;
  if (part_->file)
    part_->file->append(bytes);
  else if (part_->value.size() + bytes.size() > kMaxValueBytes)
    refusal_ = Response::error(413, "A part of the form is longer than 64 KiB");
  else if (!memory_.take(request_.client, bytes.size()))
    refusal_ = busy_response("Too many large requests at once; try again");
  else
    part_->value.append(bytes);
}

}  // namespace noctule
