// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace noctule {

/// SIGINT, SIGTERM and SIGHUP ask the program to stop, unless they were ignored at its start
/// (nohup); a second one exits at once. SIGPIPE and SIGXFSZ are ignored, so that a broken pipe or
/// an exceeded file size limit is reported as a write error.
void install_stop_signals();

/// The signal that asked the program to stop, or 0.
int stop_signal();

/// From now on throw_if_stopped() does not throw: for programs that finish work in progress.
void finish_work_when_stopped();

/// Throws Interrupted if a stop was requested. Long loops call it between units of work.
void throw_if_stopped();

}  // namespace noctule
