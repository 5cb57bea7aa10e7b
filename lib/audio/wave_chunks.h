// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace noctule {

/// What a WAVE file holds beside its samples. All empty or 0 for other formats.
struct WaveChunks {
  std::string guano;                ///< "guan" chunk
  std::string wamd;                 ///< Wildlife Acoustics' "wamd" chunk
  std::string info_comment;         ///< ICMT of the "LIST" chunk INFO
  std::string info_artist;          ///< IART of the same
  uint64_t data_bytes_stated = 0;   ///< size of the "data" chunk; 0 where its header leaves it open
  uint64_t data_bytes_present = 0;  ///< what the file holds of it
};

/// Walks the chunks of a RIFF or RF64 WAVE file to the end of the file, whatever the RIFF size
/// says, also past an odd chunk without its padding byte. Never throws on what the file holds:
/// wrong sizes end the walk, and no chunk over 1 MiB is read.
WaveChunks read_wave_chunks(const std::filesystem::path& path);

}  // namespace noctule
