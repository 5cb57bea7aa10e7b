// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "audio/metadata_fields.h"
#include "core/input_file.h"

namespace noctule {

/// Chunks of a WAVE file other than its samples. All empty or 0 for other formats.
struct WaveChunks {
  std::string guano;                ///< "guan" chunk
  std::string wamd;                 ///< Wildlife Acoustics' "wamd" chunk
  std::string bext;                 ///< "bext" chunk (EBU Tech 3285)
  std::string cart;                 ///< "cart" chunk (AES46)
  std::string xmp;                  ///< "_PMX" chunk: an XMP packet
  std::string data_start;           ///< first 2 KiB of the "data" chunk
  MetadataFields info;              ///< texts in the "LIST" INFO chunk: "ICMT", "IART", …
  uint64_t data_bytes_stated = 0;   ///< size of the "data" chunk; 0 if it is a placeholder
  uint64_t data_bytes_present = 0;  ///< bytes of it in the file
};

/// Reads the chunks of a RIFF or RF64 WAVE file up to the end of the file, ignoring the RIFF size
/// and tolerating odd-sized chunks without a padding byte. Never throws because of the file's
/// contents: wrong sizes end the walk, and chunks over 1 MiB are not read.
WaveChunks read_wave_chunks(const InputFile& file);

}  // namespace noctule
