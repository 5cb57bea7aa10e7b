// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "audio/metadata_fields.h"

namespace noctule {

/// Reads the texts of small XML documents without a schema: each element without children, and each
/// attribute, under its path below the root ("GPS|Position"). Of equal paths the first counts.
/// Understands neither document types nor entities other than XML's own five. Returns what it has
/// read where the text is not well-formed. `root` receives the name of the root element.
MetadataFields xml_fields(std::string_view xml, std::string* root = nullptr);

}  // namespace noctule
