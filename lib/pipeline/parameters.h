// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "pipeline/options.h"
#include "store/recordings.h"

namespace noctule {

/// A rendering parameter as users write it: an option of the command line (with "-" for "_"), or a
/// parameter of an HTTP query.
struct Parameter {
  const char* name;           ///< "window_ms"
  const char* placeholder;    ///< for the value in help texts; "" for a flag
  const char* default_value;  ///< if the description does not name it
  const char* description;    ///< starts with a verb or noun, in sentence case
  bool compressed_only = false;
  /// Parses the value. Throws UsageError about the value, without the parameter's name.
  void (*set)(SpectrogramOptions&, const std::string& value);
};

/// All parameters, in the order of help texts.
std::span<const Parameter> parameters();
/// The parameter with this name, or null.
const Parameter* find_parameter(std::string_view name);

/// Sets the parameter with this name. Throws UsageError, naming it, if there is none or the value
/// is invalid.
void set_parameter(SpectrogramOptions& options, const std::string& name, const std::string& value);

/// Rejects parameters that would cost too much for a request from outside: throws UsageError with
/// the bound.
void check_cost(const SpectrogramOptions& options, const Recording& recording);

}  // namespace noctule
