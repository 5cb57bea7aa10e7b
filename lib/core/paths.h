// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace noctule {

/// The path as stored: absolute, without ".", ".." or a trailing slash. Symbolic links are kept,
/// except those before a "..". Empty for an empty path.
std::filesystem::path normalised_path(const std::filesystem::path& path);

/// Whether both paths refer to the same existing file; follows symbolic and hard links.
bool same_file(const std::filesystem::path& a, const std::filesystem::path& b);

/// The normalised path without symbolic links, even where the last one leads to a file that does
/// not exist yet.
std::filesystem::path link_target(const std::filesystem::path& path);

/// Whether both paths lead to the same file, or will once it exists.
bool same_place(const std::filesystem::path& a, const std::filesystem::path& b);

/// The stem of a file name, shortened if needed to leave room for every suffix that noctule adds:
/// cut at a character boundary and followed by "~" and eight digits of its hash.
std::string fitting_stem(const std::string& stem);

}  // namespace noctule
