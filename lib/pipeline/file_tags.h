// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/recordings.h"

namespace noctule {

/// Names of the users whose annotations are the species in a file's metadata.
constexpr const char* kFileTagAuthors[] = {"guano", "wamd"};

/// Adds the species that a recording's GUANO and WAMD metadata state as annotations of the whole
/// recording, by kFileTagAuthors: one for the automatic and one for the manual identification.
/// Unknown species become comments. For a recording that was just inserted, within the caller's
/// transaction.
void add_file_tags(Store& store, const Recording& recording);

/// Whether an annotation came from a file's own metadata.
bool is_file_tag_author(const std::string& author);

}  // namespace noctule
