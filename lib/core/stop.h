// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace noctule {

/// SIGINT, SIGTERM and SIGHUP ask the program to stop, unless they were ignored at its start
/// (nohup); a second one ends it at once. SIGPIPE and SIGXFSZ are ignored, so that a broken pipe or
/// a file that may not grow is an error of the write.
void install_stop_signals();

/// The signal that asked the program to stop, or 0.
int stop_signal();

/// From now on a stop does not interrupt work: for programs that finish what they have in hand.
void finish_work_when_stopped();

/// Throws Interrupted when a stop was asked for. Long loops call it between pieces of work.
void throw_if_stopped();

}  // namespace noctule
