// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace noctule {

/// The path as the store keeps it: absolute, without "." and "..", without a trailing slash.
/// Symbolic links are kept.
std::filesystem::path normalised_path(const std::filesystem::path& path);

/// Whether both name the same existing file, through symbolic and hard links.
bool same_file(const std::filesystem::path& a, const std::filesystem::path& b);

/// A file name's stem that leaves room for every suffix of ours: what is too long for the file
/// system is cut, between characters, and ends with "~" and eight digits of its hash.
std::string fitting_stem(const std::string& stem);

}  // namespace noctule
