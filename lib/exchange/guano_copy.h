// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "exchange/label.h"

namespace noctule {

/// GUANO metadata (guano-md specification 1.0) with what noctule knows of a recording: the species
/// of its identifications and annotations, its number of calls, its position and NABat fields.
/// Other lines of `present`, the metadata already in the file, are kept as they are.
std::string guano_text(std::string_view present, const Recording& recording,
                       const std::vector<Annotation>& annotations,
                       const std::vector<Identification>& identifications, size_t calls);

/// Whether a file is a WAVE file (RIFF or RF64).
bool is_wave(const std::filesystem::path& path);

/// The text of a WAVE file's "guan" chunk; empty without one.
std::string guano_in(const std::filesystem::path& path);

/// Copies a WAVE file with `guano` as its "guan" chunk: in place of the present one, else at the
/// end or, if the samples are cut off, before them. All other chunks keep their bytes. Returns
/// false and writes nothing if `target` is such a copy already. Throws RecordingError if the source
/// cannot be read or would become too long.
bool copy_with_guano(const std::filesystem::path& source, const std::filesystem::path& target,
                     const std::string& guano);

}  // namespace noctule
