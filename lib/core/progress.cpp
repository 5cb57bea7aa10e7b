// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <utility>

namespace noctule {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr const char* kEraseLine = "\r\033[K";
std::atomic<bool> bar_visible{false};

/// Writes to the file descriptor: the `stderr` stream may be redirected to the log (core/log.h).
void write_stderr(const std::string& text) {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

size_t terminal_columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string duration_text(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  char text[32];
  if (s >= 3600)
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
  else
    std::snprintf(text, sizeof text, "%ld:%02ld", s / 60, s % 60);
  return text;
}

}  // namespace

Progress::Progress(std::string what, int64_t total, std::string unit)
    : what_(std::move(what)),
      unit_(std::move(unit)),
      total_(total),
      terminal_(isatty(STDERR_FILENO) != 0),
      started_(std::chrono::steady_clock::now()) {}

Progress::~Progress() { hide(); }

void Progress::hide() {
  if (bar_visible.exchange(false)) write_stderr(kEraseLine);
}

void Progress::advance(bool failed) {
  ++done_;
  failures_ += failed;
  redraw();
}

void Progress::reach(int64_t done) {
  done_ = done;
  redraw();
}

void Progress::redraw() {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || (now - drawn_ < kRedraw && done_ < total_)) return;
  drawn_ = now;
  write_stderr(kEraseLine + line());
  bar_visible = true;
}

std::string Progress::line() const {
  constexpr size_t kBar = 24;
  const double share =
      total_ > 0 ? std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_)) : 1;
  const double rate = static_cast<double>(done_) / std::max(1e-3, seconds_since(started_));
  char numbers[128];
  std::snprintf(numbers, sizeof numbers, " %ld/%ld  %.1f %s/s  %s left", static_cast<long>(done_),
                static_cast<long>(total_), rate, unit_.c_str(),
                duration_text(static_cast<double>(total_ - done_) / std::max(rate, 1e-9)).c_str());
  std::string text = numbers;
  if (failures_ > 0) text += "  " + std::to_string(failures_) + " failed";
  const auto filled = static_cast<size_t>(share * kBar);
  std::string full =
      what_ + " [" + std::string(filled, '#') + std::string(kBar - filled, '.') + "]" + text;
  return full.substr(0, terminal_columns() - 1);
}

}  // namespace noctule
