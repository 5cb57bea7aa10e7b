// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/file_format.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

#include "core/text.h"

namespace noctule {
namespace {

constexpr std::array<std::string_view, 18> kExtensions = {
    ".wav", ".wave", ".wavex", ".flac", ".aif", ".aiff", ".aifc", ".w64",  ".rf64",
    ".caf", ".au",   ".snd",   ".ogg",  ".oga", ".opus", ".mp3",  ".nist", ".sph"};

/// Bytes at `offset` that identify a file format.
struct Signature {
  size_t offset;
  std::string_view bytes;
};

constexpr std::array kSoundSignatures = {
    Signature{8, "WAVE"},    Signature{0, "fLaC"}, Signature{0, "OggS"},
    Signature{8, "AIFF"},    Signature{8, "AIFC"}, Signature{0, "caff"},
    Signature{0, ".snd"},    Signature{0, "dns."}, Signature{0, "riff\x2E\x91\xCF\x11"},
    Signature{0, "NIST_1A"}, Signature{0, "ID3"},  Signature{0, "Creative Voice File"},
};

struct OtherFormat {
  Signature signature;
  const char* reason;
};

constexpr const char* kAac =
    "AAC audio in an MP4 file, which libsndfile cannot decode; convert it to WAV, e.g. with ffmpeg";
constexpr std::array kOtherFormats = {
    OtherFormat{{0, "WAAC"},
                "Wildlife Acoustics' compressed WAC format; convert it to WAV with Kaleidoscope"},
    OtherFormat{{4, "ftyp"}, kAac},
    OtherFormat{{0, "wvpk"},
                "WavPack, which libsndfile cannot decode; convert it to WAV with wvunpack"},
    OtherFormat{
        {0, "MAC "},
        "Monkey's Audio, which libsndfile cannot decode; convert it to WAV, e.g. with ffmpeg"},
    OtherFormat{{0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"},
                "Windows Media audio, which libsndfile cannot decode; convert it to WAV, e.g. with "
                "ffmpeg"},
};

constexpr size_t kFirstBytes = 32;

std::string first_bytes(const std::filesystem::path& path) {
  std::string bytes(kFirstBytes, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file.gcount()));
  return bytes;
}

bool matches(std::string_view start, const Signature& signature) {
  return start.size() >= signature.offset &&
         start.substr(signature.offset).starts_with(signature.bytes);
}

/// Anabat sequence files (types 129 to 132) begin with the offset of their data information table,
/// 0x11A, and the type at byte 3. (Format: C. Corben, Anabat file structure.)
bool is_zero_crossing(std::string_view start) {
  if (!start.starts_with("\x1a\x01") || start.size() < 4) return false;
  const auto type = static_cast<unsigned char>(start[3]);
  return type >= 129 && type <= 132;
}

std::optional<std::string> why_no_waveform(std::string_view start) {
  if (is_zero_crossing(start))
    return "an Anabat zero-crossing file: it holds the times of crossings but no waveform, so "
           "there is no spectrogram to draw; use the full-spectrum recording, if one was made";
  for (const OtherFormat& format : kOtherFormats)
    if (matches(start, format.signature)) return format.reason;
  return std::nullopt;
}

}  // namespace

bool looks_like_sound(const std::filesystem::path& path) {
  const std::string extension = lower_case(path.extension().string());
  if (std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end())
    return true;
  const std::string start = first_bytes(path);
  return std::any_of(kSoundSignatures.begin(), kSoundSignatures.end(),
                     [&](const Signature& signature) { return matches(start, signature); });
}

const char* media_type(const std::filesystem::path& path) {
  const std::string start = first_bytes(path);
  if (start.starts_with("RIFF") || start.starts_with("RF64")) return "audio/wav";
  if (start.starts_with("fLaC")) return "audio/flac";
  if (start.starts_with("OggS")) return "audio/ogg";
  if (start.starts_with("FORM")) return "audio/aiff";
  return "application/octet-stream";
}

std::optional<std::string> format_without_waveform(const std::filesystem::path& path) {
  return why_no_waveform(first_bytes(path));
}

std::optional<std::string> format_without_waveform(const InputFile& file) {
  return why_no_waveform(file.read(0, kFirstBytes));
}

}  // namespace noctule
