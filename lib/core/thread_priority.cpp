// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/thread_priority.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>

namespace noctule {

void lower_thread_priority(int nice) {
  const auto thread = static_cast<id_t>(gettid());
  errno = 0;
  const int now = getpriority(PRIO_PROCESS, thread);
  if (errno == 0) setpriority(PRIO_PROCESS, thread, now + nice);
}

}  // namespace noctule
