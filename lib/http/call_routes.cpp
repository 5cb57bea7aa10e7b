// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>

#include "core/error.h"
#include "http/context.h"
#include "pipeline/recording_calls.h"

namespace noctule {
namespace {

/// The default options with ?min_snr=. Throws UsageError where that is no number in range.
SpectrogramOptions options_of(const Context& c) {
  SpectrogramOptions options;
  const auto given = c.request.query.find("min_snr");
  if (given == c.request.query.end()) return options;
  const char* end = given->second.data() + given->second.size();
  const auto parsed = std::from_chars(given->second.data(), end, options.calls.min_snr_db);
  if (parsed.ec != std::errc() || parsed.ptr != end)
    throw UsageError("min_snr must be a number of dB");
  options.validate();
  return options;
}

}  // namespace

Answer list_calls_route(Context& c) {
  const SpectrogramOptions options = options_of(c);
  const Recording recording = c.recording();
  return Response::json(
      200, {{"calls", to_json(recording_calls(c.store, recording, options).calls)},
            {"detector", {{"version", kDetectorVersion}, {"min_snr", options.calls.min_snr_db}}}});
}

}  // namespace noctule
