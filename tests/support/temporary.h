// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace noctule {

/// A temporary folder that the destructor removes with its contents.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "noctule-test.XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Writes a mono 16-bit WAVE file.
inline void write_wave(const std::filesystem::path& path, int rate_hz,
                       const std::vector<int16_t>& samples) {
  const auto bytes = static_cast<uint32_t>(samples.size() * 2);
  std::ofstream out(path, std::ios::binary);
  const auto put = [&](uint32_t value, int count) {
    for (int i = 0; i < count; ++i) out.put(static_cast<char>(value >> (8 * i) & 255));
  };
  out << "RIFF";
  put(36 + bytes, 4);
  out << "WAVEfmt ";
  put(16, 4), put(1, 2), put(1, 2), put(static_cast<uint32_t>(rate_hz), 4);
  put(static_cast<uint32_t>(rate_hz) * 2, 4), put(2, 2), put(16, 2);
  out << "data";
  put(bytes, 4);
  out.write(reinterpret_cast<const char*>(samples.data()), bytes);
}

}  // namespace noctule
