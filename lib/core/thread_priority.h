// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace noctule {

/// Raises the calling thread's nice value by this much (Linux counts it per thread), so that
/// threads which answer quickly go first on a busy machine.
void lower_thread_priority(int nice);

}  // namespace noctule
