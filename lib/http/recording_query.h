// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>

#include "http/context.h"
#include "store/recording_list.h"

namespace noctule {

/// The recordings that a query selects (?search=, ?site=, ?night=, …), for the caller. Throws
/// UsageError naming the first invalid parameter.
RecordingFilter read_recording_filter(const Context& context);

/// The fields named in ?include=, separated by commas. Throws UsageError if one is not in
/// `possible`.
std::set<std::string> read_included(const Context& context, const std::set<std::string>& possible);

}  // namespace noctule
