// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "http/context.h"
#include "pipeline/label_formats.h"

namespace noctule {

/// The format that ?format= asks for; nullptr for the API's own JSON. Throws UsageError if there is
/// none of that name.
const LabelFormat* label_format_of(const Context& context);

/// A recording's labels as a file in that format, in the time base of ?time_base=. Only the name of
/// the recording's file is told, not its folder.
Response label_response(const Context& context, const LabelFormat& format, LabelKind kind,
                        const Recording& recording, std::vector<Label> labels,
                        std::vector<Identification> identifications = {});

}  // namespace noctule
