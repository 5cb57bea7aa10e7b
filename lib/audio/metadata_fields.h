// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <string>

namespace noctule {

/// `Key: value` pairs; keys keep their namespace ("WA|Song Meter|Prefix").
using MetadataFields = std::map<std::string, std::string, std::less<>>;

}  // namespace noctule
