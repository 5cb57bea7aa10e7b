// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <spdlog/spdlog.h>

namespace noctule {

enum class LogFormat { kText, kJson };

/// Makes the default logger write to standard error, one line per message: "error: …", or with
/// kJson an object with time, level and message. Call once: it also redirects to the log what
/// libraries print to stderr.
void start_log(spdlog::level::level_enum level, LogFormat format);

}  // namespace noctule
