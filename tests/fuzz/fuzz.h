// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "SQLiteCpp/Exception.h"
#include "core/error.h"

namespace noctule::fuzz {

/// Runs `work`, which may throw the errors that users get to see. Any other exception is a finding.
template <class Work>
void expect_errors_only(const Work& work) {
  try {
    work();
  } catch (const Error&) {
  } catch (const SQLite::Exception&) {
  }
}

/// A file of this process in a scratch folder, rewritten for each input.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              ("noctule-fuzz-" + name + "-" + std::to_string(getpid()))) {}
  ~ScratchFile() { std::filesystem::remove(path_); }

  void write(const uint8_t* data, size_t size) const {
    std::ofstream(path_, std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Takes the input apart at zero bytes.
inline std::string take_text(const uint8_t*& data, size_t& size) {
  std::string text;
  while (size > 0) {
    const auto byte = static_cast<char>(*data);
    ++data;
    --size;
    if (byte == '\0') break;
    text += byte;
  }
  return text;
}

}  // namespace noctule::fuzz
