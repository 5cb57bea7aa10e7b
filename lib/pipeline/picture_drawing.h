// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/picture_source.h"

namespace noctule {

/// Draws a picture, or writes its array, from an opened file. `name`: for titles and messages.
Picture draw_opened(std::shared_ptr<const InputFile> file, double time_expansion,
                    const std::string& name, const PictureRequest& request);

/// Draws a picture from the samples, of which only those that it spans are read.
Picture draw_from(const PictureSource& source, const PictureRequest& request,
                  const std::string& name);

/// The recording's columns that a picture shows side by side.
std::vector<ColumnRange> ranges_of(const Picture& picture, Variant variant);

}  // namespace noctule
