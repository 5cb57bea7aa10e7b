// SPDX-License-Identifier: GPL-3.0-or-later
// A store with damaged pages: every read gives rows or an error.
#include "fuzz.h"
#include "store/annotations.h"
#include "store/failures.h"
#include "store/identifications.h"
#include "store/recording_list.h"
#include "store/spectrograms.h"
#include "store/statement.h"
#include "store/tokens.h"

using namespace noctule;

namespace {

/// The bytes of a store with a few rows, its log moved into the file.
std::string make_store() {
  const fuzz::ScratchFile file("base");
  std::filesystem::remove(file.path());
  {
    Store store(file.path(), Store::Open::kCreate);
    store.transact([&] {
      Recording recording;
      recording.hash = std::string(32, 'h');
      recording.owner_id = ensure_user(store, "ana");
      recording.name = "night";
      recording.path = "/nowhere/night.wav";
      recording.sample_rate_hz = recording.samples = 256'000;
      const Id id = insert_recording(store, recording);
      Spectrogram spectrogram;
      spectrogram.recording_id = id;
      const RenderKey key = ensure_render_key(store, "{}");
      spectrogram.parameters_id = key.parameters_id;
      const Id image = *insert_spectrogram(store, spectrogram, {{0, 10}, {20, 30}});
      insert_images(store, image, Variant::kFull,
                    {{10}, 20'000, [](int) { return std::string(20'000, 'j'); }});
      insert_annotation(store, id, recording.owner_id, {}, {1, 2});
      put_identification(store, id, recording.owner_id, {}, {1, 2});
    });
    create_token(store, "ana", Scope::kWrite, std::nullopt, "");
    find_value<int>(store, "PRAGMA wal_checkpoint(TRUNCATE)");
  }
  std::ifstream input(file.path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(input), {}};
}

void read_everything(const std::filesystem::path& path) {
  Store store(path, Store::Open::kExisting);
  RecordingFilter filter;
  filter.all = true;
  list_nights(store, filter);
  for (const ListedRecording& listed :
       list_recordings(store, filter, find_recordings(store, filter).ids)) {
    const Recording& recording = listed.recording;
    find_recording(store, recording.id);
    identifications_of(store, recording.id);
    annotations_of(store, recording.id, recording.owner_id);
    for (const Spectrogram& s : spectrograms_of(store, recording.id)) {
      segments_of(store, s.id);
      const ImageSet images = images_of(store, s.id, Variant::kFull);
      for (int number = 0; number < images.count(); ++number) images.read(number);
    }
  }
  all_tokens(store);
  find_token(store, "noctule_x");
  file_failures(store);
  store.transact([&] { ensure_user(store, "bob"); });
}

}  // namespace

/// Three bytes of input are a change: page and offset, then the new value.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::string base = make_store();
  static const fuzz::ScratchFile file("store");
  std::string damaged = base;
  for (size_t i = 0; i + 3 < size; i += 4) {
    const size_t at = (data[i] << 16 | data[i + 1] << 8 | data[i + 2]) % damaged.size();
    damaged[at] = static_cast<char>(data[i + 3]);
  }
  file.write(reinterpret_cast<const uint8_t*>(damaged.data()), damaged.size());
  fuzz::expect_errors_only([&] { read_everything(file.path()); });
  for (const char* suffix : {"-wal", "-shm"})
    std::filesystem::remove(file.path().string() + suffix);
  return 0;
}
