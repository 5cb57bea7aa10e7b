// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>

#include "core/error.h"
#include "http/context.h"
#include "pipeline/recording_calls.h"

namespace noctule {
namespace {

/// ?min_snr=, or the default. Throws UsageError where it is no number in range.
CallDetectorOptions detector_options(const Context& c) {
  CallDetectorOptions options;
  const auto given = c.request.query.find("min_snr");
  if (given == c.request.query.end()) return options;
  const char* end = given->second.data() + given->second.size();
  const auto parsed = std::from_chars(given->second.data(), end, options.min_snr_db);
  if (parsed.ec != std::errc() || parsed.ptr != end)
    throw UsageError("min_snr must be a number of dB");
  options.validate();
  return options;
}

}  // namespace

Answer list_calls_route(Context& c) {
  SpectrogramOptions options;
  options.calls = detector_options(c);
  const Recording recording = c.recording();
  return Response::json(
      200, {{"calls", to_json(recording_calls(c.store, recording, options).calls)},
            {"detector",
             {{"version", kDetectorVersion}, {"min_snr", options.calls.min_snr_db}}}});
}

}  // namespace noctule
