// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace noctule {

/// Adds `nice` to the nice value of the calling thread (per thread on Linux), so that
/// latency-sensitive threads run first on a busy machine.
void lower_thread_priority(int nice);

}  // namespace noctule
