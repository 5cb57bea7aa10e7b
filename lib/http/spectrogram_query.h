// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "http/context.h"
#include "pipeline/options.h"

namespace noctule {

/// Which images a request asks for, from its query.
struct SpectrogramQuery {
  SpectrogramOptions options;
  std::optional<Id> spectrogram_id;  ///< a stored one; then only options of the compressed variant
  int shrink = 0;                    ///< how many times to halve the width of the image
  bool base64 = true;                ///< whether JSON includes the image

  bool is_default() const { return !spectrogram_id && options == SpectrogramOptions(); }
};

/// Throws UsageError for unknown and invalid parameters.
SpectrogramQuery read_spectrogram_query(const Context& c);

/// The query, with "?", that selects these options of the compressed variant; "" for the defaults.
std::string compression_query(const SpectrogramOptions& options);

}  // namespace noctule
