// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/exchange.h"

namespace noctule {
namespace {

constexpr uint64_t kMaxJsonBytes = 1 << 20;
/// Limit for a body that the route does not take.
constexpr uint64_t kMaxIgnoredBytes = 64 << 10;
/// Limit for draining the body of a refused request.
constexpr uint64_t kMaxRefusedBytes = 8 << 20;

}  // namespace

Exchange::Next Exchange::begin(const RequestHead& head, const BodyLimits& limits,
                               const Admit& admit) {
  begun = true;
  if (const auto flaw = read_head(head, request)) {
    refusal_ = Response::error(400, *flaw).with("Connection", "close");
    return Next::kReply;
  }
  refusal_ = admit(request);
  if (!refusal_) admit_body(limits);
  const bool has_body = declared_length(request) > 0 || is_chunked(request);
  if (!refusal_ || !has_body || worth_reading_on()) return Next::kRead;
  refusal_->headers.emplace_back("Connection", "close");
  return Next::kReply;
}

/// Sets refusal_ if the body is not acceptable, else prepares to read it.
void Exchange::admit_body(const BodyLimits& limits) {
  const bool form = request.takes == BodyKind::kForm;
  max_bytes_ = form                               ? limits.max_upload_bytes
               : request.takes == BodyKind::kJson ? kMaxJsonBytes
                                                  : kMaxIgnoredBytes;
  if (request.takes == BodyKind::kNone && is_chunked(request)) {
    refusal_ = Response::error(413, "This request takes no body");
  } else if (declared_length(request) > max_bytes_) {
    refusal_ =
        Response::error(413, "The body is larger than " + std::to_string(max_bytes_) + " bytes");
  } else if (form) {
    const auto boundary =
        header_parameter(request.header("Content-Type").value_or(""), "boundary").value_or("");
    if (media_type(request) != "multipart/form-data")
      refusal_ = Response::error(415, "The body must be multipart/form-data");
    else if (!MultipartParser::valid_boundary(boundary))
      refusal_ = Response::error(400, "The multipart body has no valid boundary");
    else
      form_ = std::make_unique<FormReader>(boundary, request, memory_, limits.upload_folder);
  }
}

/// False if the client waits for "100 Continue", or the rest is too long or of unknown length.
bool Exchange::worth_reading_on() const {
  const uint64_t length = declared_length(request);
  const uint64_t rest = length - std::min(length, received_);
  return rest > 0 && rest <= kMaxRefusedBytes && (received_ > 0 || !request.header("Expect"));
}

Exchange::Next Exchange::feed(std::string_view bytes) {
  received_ += bytes.size();
  if (!refusal_ && received_ > max_bytes_)
    refusal_ =
        Response::error(413, "The body is larger than " + std::to_string(max_bytes_) + " bytes");
  else if (!refusal_)
    keep(bytes);
  const bool complete = received_ == declared_length(request);
  return !refusal_ || complete || worth_reading_on() ? Next::kRead : Next::kCut;
}

void Exchange::keep(std::string_view bytes) {
  if (form_)
    refusal_ = form_->feed(bytes);
  else if (request.takes == BodyKind::kNone)
    return;
  else if (!memory_.take(request.client, bytes.size()))
    refusal_ = busy_response("Too many large requests at once; try again");
  else
    request.body.append(bytes);
  if (refusal_) request.form.clear();
}

void Exchange::finish() {
  if (form_ && !refusal_) refusal_ = form_->finish();
  form_.reset();
  if (refusal_) request.form.clear();
}

double Exchange::elapsed_ms() const {
  return std::chrono::duration<double, std::milli>(Clock::now() - started_).count();
}

}  // namespace noctule
