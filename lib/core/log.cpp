// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>

#include <cstdio>
#include <memory>
#include <string_view>

#include "core/json_text.h"
#include "core/progress.h"
#include "core/text.h"

namespace noctule {
namespace {

/// Pattern flag %*: the message with control characters escaped, or as a JSON string.
class SafeMessage : public spdlog::custom_flag_formatter {
 public:
  explicit SafeMessage(LogFormat format) : format_(format) {}

  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const std::string text(message.payload.data(), message.payload.size());
    const std::string safe = format_ == LogFormat::kJson ? json_text(text) : escape_control(text);
    out.append(safe.data(), safe.data() + safe.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<SafeMessage>(format_);
  }

 private:
  LogFormat format_;
};

/// Redirects what C libraries print to stderr (libmpg123: hundreds of lines for one damaged file)
/// to the log at debug level. Sanitizers write to the file descriptor and are not affected.
void redirect_library_output() {
  cookie_io_functions_t functions{};
  functions.write = [](void*, const char* bytes, size_t count) {
    std::string_view text(bytes, count);
    while (text.ends_with('\n')) text.remove_suffix(1);
    if (!text.empty()) spdlog::debug("{}", text);
    return static_cast<ssize_t>(count);
  };
  FILE* const sink = fopencookie(nullptr, "w", functions);
  if (sink == nullptr) return;
  setvbuf(sink, nullptr, _IOLBF, BUFSIZ);
  stderr = sink;  // assignable in glibc
}

using ColorSink = spdlog::sinks::ansicolor_stderr_sink<spdlog::details::console_mutex>;

/// Erases the progress bar before each line, so that they do not overlap.
class StderrSink : public ColorSink {
 public:
  void log(const spdlog::details::log_msg& message) override {
    Progress::hide();
    ColorSink::log(message);
  }
};

}  // namespace

void start_log(spdlog::level::level_enum level, LogFormat format) {
  auto logger = std::make_shared<spdlog::logger>("noctule", std::make_shared<StderrSink>());
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<SafeMessage>('*', format);
  formatter->set_pattern(format == LogFormat::kText
                             ? "%^%l%$: %*"
                             : R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*})");
  logger->set_formatter(std::move(formatter));
  logger->set_level(level);
  logger->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(logger));
  redirect_library_output();
}

}  // namespace noctule
