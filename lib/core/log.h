// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <spdlog/spdlog.h>

namespace noctule {

enum class LogFormat { kText, kJson };

/// Sends the default logger to standard error, one line a message: "error: …", or with kJson an
/// object with time, level and message. Call it once: what libraries print on standard error goes
/// to the log from then on.
void start_log(spdlog::level::level_enum level, LogFormat format);

}  // namespace noctule
