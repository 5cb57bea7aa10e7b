// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hash.h"

#include <sodium.h>

#include <array>

#include "core/error.h"
#include "core/stop.h"

namespace noctule {
namespace {

constexpr size_t kHashBytes = 32;

void start_sodium() {
  static const bool started = sodium_init() >= 0;
  if (!started) throw FatalError("cannot start the cryptography library");
}

std::string finish(crypto_generichash_state& state) {
  std::string hash(kHashBytes, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  return hash;
}

void start(crypto_generichash_state& state) {
  start_sodium();
  crypto_generichash_init(&state, nullptr, 0, kHashBytes);
}

}  // namespace

std::string hash_bytes(std::string_view bytes) {
  crypto_generichash_state state;
  start(state);
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
  return finish(state);
}

std::string hash_file(const InputFile& file) {
  crypto_generichash_state state;
  start(state);
  std::array<unsigned char, 1 << 16> chunk;
  uint64_t at = 0;
  while (const size_t got = file.read(at, chunk.data(), chunk.size())) {
    throw_if_stopped();
    crypto_generichash_update(&state, chunk.data(), got);
    at += got;
  }
  return finish(state);
}

std::string to_hex(std::string_view bytes) {
  std::string hex(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                 bytes.size());
  hex.pop_back();  // the terminating NUL
  return hex;
}

std::string from_hex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(),
                 2 * bytes.size(), nullptr, nullptr, nullptr);
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

std::string random_bytes(size_t count) {
  start_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace noctule
