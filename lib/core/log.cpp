// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "core/progress.h"

namespace noctule {
namespace {

/// %* : the message as a JSON string.
class JsonMessage : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const std::string text(message.payload.data(), message.payload.size());
    const std::string json =
        nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    out.append(json.data(), json.data() + json.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<JsonMessage>();
  }
};

/// %* : the message in one line, control characters as \x0a, so that nothing in it can pass for
/// another line or for a command to the terminal.
class TextMessage : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    for (const char c : message.payload) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= 0x20 && byte != 0x7f)
        out.push_back(c);
      else
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
    }
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<TextMessage>();
  }
};

/// Wipes the progress bar before a line, so that they do not run into each other.
using ColorSink = spdlog::sinks::ansicolor_stderr_sink<spdlog::details::console_mutex>;

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
  if (format == LogFormat::kText)
    formatter->add_flag<TextMessage>('*');
  else
    formatter->add_flag<JsonMessage>('*');
  formatter->set_pattern(format == LogFormat::kText
                             ? "%^%l%$: %*"
                             : R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*})");
  logger->set_formatter(std::move(formatter));
  logger->set_level(level);
  logger->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace noctule
