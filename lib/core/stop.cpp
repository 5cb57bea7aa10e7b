// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stop.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

#include "core/error.h"

namespace noctule {
namespace {

std::atomic<int> stop_requested{0};
std::atomic<bool> finish_work{false};
static_assert(std::atomic<int>::is_always_lock_free, "used in a signal handler");

void on_stop_signal(int signal) {
  if (stop_requested.exchange(signal) != 0) _exit(128 + signal);
}

}  // namespace

void install_stop_signals() {
  struct sigaction action {};
  action.sa_handler = on_stop_signal;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction former {};
    sigaction(signal, nullptr, &former);
    // nohup makes a program ignore SIGHUP; shells make background jobs ignore SIGINT.
    if (former.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

int stop_signal() { return stop_requested; }

void finish_work_when_stopped() { finish_work = true; }

void throw_if_stopped() {
  if (stop_requested != 0 && !finish_work) throw Interrupted();
}

}  // namespace noctule
