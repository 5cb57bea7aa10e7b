// SPDX-License-Identifier: GPL-3.0-or-later
// The commands `render` and `compress`: draw sound files, or one recording, as image files.
#include <map>
#include <memory>
#include <optional>

#include "audio/metadata.h"
#include "audio/sound_file.h"
#include "audio/time_expansion.h"
#include "command.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/log.h"
#include "core/output_guard.h"
#include "core/paths.h"
#include "core/progress.h"
#include "core/text.h"
#include "pipeline/describe.h"
#include "pipeline/export.h"
#include "pipeline/ingest.h"
#include "pipeline/recording_calls.h"
#include "pipeline/stored.h"
#include "render_array.h"
#include "usage_errors.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

struct RenderCommand {
  Variant variant = Variant::kFull;
  std::vector<fs::path> files;
  std::optional<Id> id;
  std::string output;
  SpectrogramOptions options;
  bool force = false;
  bool json = false;

  const char* suffix() const {
    return variant == Variant::kFull ? ".spectrogram.jpg" : ".compressed.jpg";
  }
  bool lossless() const { return has_extension(".pgm"); }
  bool array() const { return has_extension(".npy"); }
  bool has_extension(const char* extension) const {
    return !into_folder() && lower_case(fs::path(output).extension().string()) == extension;
  }
  bool names_one_file() const { return !output.empty() && output != "-" && !into_folder(); }
  OutputKind output_kind() const {
    return array() ? OutputKind::kNpy : lossless() ? OutputKind::kPgm : OutputKind::kJpeg;
  }
  /// Whether -o names a folder that gets one image per input.
  bool into_folder() const {
    std::error_code ignored;
    return output.ends_with('/') || (output != "-" && fs::is_directory(output, ignored));
  }
};

/// The result of drawing, or of fetching from the store.
struct Drawn {
  Spectrogram spectrogram;
  int full_width = 0;  ///< of the full spectrogram's single image or overview
  ImageSet images;
  std::vector<ColumnRange> segments;  ///< of the compressed spectrogram, as are the calls
  std::vector<Call> calls;
  std::vector<std::string> warnings;
  std::optional<nlohmann::json> array;  ///< description of an array that is already written
};

/// A progress bar, shown for long recordings only.
std::function<void(double, double)> progress_bar(const char* what) {
  constexpr double kLong = 120;  // seconds of sound
  return [what, bar = std::shared_ptr<Progress>()](double done, double total) mutable {
    if (total < kLong) return;
    if (!bar) bar = std::make_shared<Progress>(what, static_cast<int64_t>(total), "s of sound");
    bar->reach(static_cast<int64_t>(done));
  };
}

Drawn render_directly(std::shared_ptr<const InputFile> file, double time_expansion,
                      const RenderCommand& command) {
  if (command.array()) {
    Drawn drawn;
    drawn.array = render_array(file, time_expansion, command.options, command.output);
    return drawn;
  }
  RenderRequest request;
  request.full = command.variant == Variant::kFull;
  request.compressed = request.calls = command.variant == Variant::kCompressed;
  request.format = command.lossless() ? ImageFormat::kPgm : ImageFormat::kJpeg;
  request.progress = progress_bar(command.variant == Variant::kFull ? "render" : "compress");
  Rendering rendering =
      render_spectrogram(std::move(file), time_expansion, command.options, request);
  Drawn drawn;
  drawn.spectrogram = describe_rendering(rendering);
  drawn.full_width = static_cast<int>(std::min<int64_t>(rendering.geometry.width, kMaxJpegWidth));
  drawn.images = std::move(*(request.full ? rendering.full : rendering.compressed));
  drawn.segments = std::move(rendering.segments);
  drawn.calls = calls_of(rendering, command.options.calls.min_snr_db).calls;
  if (rendering.truncation) drawn.warnings.push_back(*rendering.truncation);
  return drawn;
}

Drawn render_file(const fs::path& path, const RenderCommand& command) {
  const auto file = std::make_shared<InputFile>(path);
  const int header_rate_hz = SoundFile(file, command.options.source.channel).info().header_rate_hz;
  const TimeExpansion expansion = with_path_in_errors(path, [&] {
    return find_time_expansion(header_rate_hz, command.options.source.time_expansion,
                               read_metadata(*file, path.filename().string()));
  });
  Drawn drawn = render_directly(file, expansion.factor, command);
  drawn.warnings.insert(drawn.warnings.begin(), expansion.warnings.begin(),
                        expansion.warnings.end());
  return drawn;
}

Drawn from_store(Store& store, const Recording& recording, const RenderCommand& command) {
  Drawn drawn;
  drawn.spectrogram = ensure_spectrogram(store, recording, command.options, command.force);
  const ImageSet full = images_of(store, drawn.spectrogram.id, Variant::kFull);
  drawn.full_width = full.widths.front();
  if (command.variant == Variant::kFull) {
    drawn.images = full;
    return drawn;
  }
  auto compressed = compressed_images(store, recording, drawn.spectrogram, command.options);
  drawn.segments = std::move(compressed.segments);
  drawn.images = std::move(compressed.images);
  drawn.calls = recording_calls(store, recording, command.options).calls;
  return drawn;
}

/// Why one of the output files must not be written; nullopt if all may be.
std::optional<std::string> why_none_writable(const CommandLine& line, const RenderCommand& command,
                                             const std::vector<fs::path>& inputs,
                                             const fs::path& target, int images) {
  for (int number = 0; number < images; ++number)
    if (auto reason = why_not_writable(numbered_path(target, number), command.output_kind(), inputs,
                                       line.store))
      return reason;
  return std::nullopt;
}

/// Writes all files or none; returns their paths.
std::vector<std::string> write_files(const ImageSet& images, const fs::path& output) {
  std::vector<std::unique_ptr<AtomicFile>> files;
  std::vector<std::string> paths;
  for (int number = 0; number < images.count(); ++number) {
    const fs::path path = numbered_path(output, number);
    files.push_back(std::make_unique<AtomicFile>(path));
    files.back()->write(images.read(number));
    files.back()->finish();
    paths.push_back(path.string());
  }
  for (const auto& file : files) file->commit();
  return paths;
}

/// File, width and, for the full spectrogram, times of each tile.
nlohmann::json tile_list(const Drawn& drawn, const std::vector<std::string>& paths,
                         Variant variant) {
  auto tiles = nlohmann::json::array();
  int64_t column = 0;
  const auto& widths = drawn.images.widths;
  for (size_t i = 1; i < widths.size(); ++i) {
    nlohmann::json tile = {{"file", paths[i]}, {"width", widths[i]}};
    if (variant == Variant::kFull) {
      tile["start_time"] = drawn.spectrogram.column_ms(column);
      tile["end_time"] = drawn.spectrogram.column_ms(column + widths[i]);
    }
    column += widths[i];
    tiles.push_back(tile);
  }
  return tiles;
}

void check(const RenderCommand& command) {
  command.options.validate();
  if (command.files.empty() != command.id.has_value())
    throw UsageError("specify sound files, or one recording with --id");
  if (command.output == "-" && command.json)
    throw UsageError("the image and --json cannot both go to standard output");
  const std::string extension = lower_case(fs::path(command.output).extension().string());
  for (const char* other :
       {".png", ".gif", ".tif", ".tiff", ".webp", ".bmp", ".svg", ".pdf", ".wav", ".flac"})
    if (extension == other && !command.into_folder())
      throw UsageError(command.output + ": noctule writes JPEG (.jpg) and PGM (.pgm), not " +
                       extension);
  if (command.array() && command.variant == Variant::kCompressed)
    throw UsageError(command.output + ": arrays are of the whole recording; use noctule render");
  std::error_code ignored;
  fs::path folder = command.output;
  if (!folder.has_filename()) folder = folder.parent_path();
  if (command.into_folder() && fs::exists(folder, ignored) && !fs::is_directory(folder, ignored))
    throw UsageError("-o " + command.output + " is not a folder");
}

/// The output path for an input; "-" is standard output.
fs::path target_of(const fs::path& input, const RenderCommand& command) {
  if (!command.output.empty() && !command.into_folder()) return command.output;
  return fs::path(command.output) / (fitting_stem(input.stem().string()) + command.suffix());
}

/// Rejects targets that would overwrite other data or each other, before any work starts.
void check_targets(const CommandLine& line, const RenderCommand& command) {
  std::map<fs::path, fs::path> inputs;
  for (const fs::path& file : command.files) {
    const auto [other, added] = inputs.insert({target_of(file, command), file});
    if (!added)
      throw UsageError(other->second.string() + " and " + file.string() +
                       " would both be written to " + other->first.string() +
                       "; use -o with a folder, and files with different names");
  }
  if (command.names_one_file())
    check_output(command.output, command.output_kind(), command.files, line.store);
}

/// Draws one input and writes or prints its result.
void run_one(const CommandLine& line, const RenderCommand& command, const fs::path& input,
             const std::function<Drawn()>& draw) {
  const fs::path target = target_of(input, command);
  std::vector<fs::path> inputs = command.files;
  inputs.push_back(input);
  const auto check = [&](int images) {
    if (target == "-") return;
    if (const auto reason = why_none_writable(line, command, inputs, target, images)) {
      if (command.names_one_file()) throw UsageError(*reason);
      throw RecordingError(*reason);
    }
  };
  check(1);
  const Drawn drawn = draw();
  for (const std::string& warning : drawn.warnings) spdlog::warn("{}: {}", input.string(), warning);
  if (target == "-") return write_stdout(drawn.images.read(0));
  check(drawn.images.count());  // the number of tiles is known only now
  const auto paths = drawn.array ? std::vector{target.string()} : write_files(drawn.images, target);
  if (!command.json) {
    for (const std::string& path : paths) print_line(escape_control(path));
    return;
  }
  nlohmann::json info = drawn.array ? (*drawn.array)["spectroInfo"]
                                    : spectro_info(drawn.spectrogram, drawn.full_width);
  nlohmann::json object = {{"input", input.string()}, {"output", paths}};
  object["id"] = command.id ? nlohmann::json(*command.id) : nlohmann::json();
  if (command.variant == Variant::kCompressed) {
    add_segments(info, drawn.spectrogram, drawn.segments);
    object["calls"] = to_json(drawn.calls);
  }
  object["spectroInfo"] = info;
  if (drawn.array) object["array"] = (*drawn.array)["array"];
  if (!drawn.warnings.empty()) object["warnings"] = drawn.warnings;
  if (paths.size() > 1) object["tiles"] = tile_list(drawn, paths, command.variant);
  print_json(object);
}

double expansion_of(const Recording& recording, const RenderCommand& command) {
  const auto given = command.options.source.time_expansion;
  if (!given) return recording.time_expansion;
  return find_time_expansion(recording.header_rate_hz, given, {}).factor;
}

void run_stored(const CommandLine& line, const RenderCommand& command) {
  Store store(line.store, Store::Open::kExisting);
  const auto recording = find_recording(store, *command.id);
  if (!recording)
    throw RecordingError("no recording " + std::to_string(*command.id) + " in " +
                         line.store.string() + "; see: noctule bulk --dry-run");
  const fs::path input = recording->path.value_or(recording->name);
  if (command.names_one_file())
    check_output(command.output, command.output_kind(), {input}, line.store);
  run_one(line, command, input, [&] {
    Drawn drawn = command.lossless() || command.array()
                      ? render_directly(open_recording(*recording),
                                        expansion_of(*recording, command), command)
                      : from_store(store, *recording, command);
    if (drawn.warnings.empty()) drawn.warnings = warnings_in(recording->metadata);
    return drawn;
  });
}

int run(const CommandLine& line, const RenderCommand& command) {
  check(command);
  check_targets(line, command);
  if (command.into_folder()) make_folder(command.output);
  if (command.options.source.time_expansion)
    check_time_expansion(command.files, *command.options.source.time_expansion);
  if (command.id) {
    run_stored(line, command);
    return kDone;
  }
  int failed = 0;
  for (const fs::path& file : command.files) {
    try {
      run_one(line, command, file, [&] { return render_file(file, command); });
    } catch (const RecordingError& error) {
      spdlog::error("{}", error.what());
      ++failed;
    }
  }
  return failed > 0 ? kSomeFailed : kDone;
}

void add(CLI::App& app, CommandLine& line, Variant variant, const char* name,
         const char* description, const char* footer) {
  const auto command = std::make_shared<RenderCommand>();
  command->variant = variant;
  CLI::App* sub = app.add_subcommand(name, description);
  sub->footer(footer);
  sub->add_option("FILE", command->files, "Sound files");
  sub->add_option("--id", command->id, "Id of a recording in the store")
      ->check(whole_number(1, INT64_MAX));
  sub->add_option("-o,--output", command->output,
                  std::string("Where to write [STEM") + command->suffix() +
                      "]: a file (.jpg; .pgm for lossless levels; render: .npy for decibels), a "
                      "folder, or -")
      ->type_name("FILE|DIR/|-");
  sub->add_flag("--force", command->force, "Redraw even if already stored");
  sub->add_flag("--json", command->json, "Print a JSON description of the result");
  add_source_options(*sub, command->options);
  add_spectrogram_options(*sub, command->options);
  sub->callback([&line, command] { line.run = [&line, command] { return run(line, *command); }; });
}

}  // namespace

void add_render(CLI::App& app, CommandLine& line) {
  add(app, line, Variant::kFull, "render", "Draw spectrograms of sound files, or of one recording",
      "Examples:\n"
      "  noctule render a.wav                          writes a.spectrogram.jpg\n"
      "  noctule render *.wav -o pictures/             one image per file\n"
      "  noctule render a.wav --colormap gray-inverted --freq-max 120 -o a.jpg\n"
      "  noctule render --id 7 -o - | display          from the store, drawn if necessary");
}

void add_compress(CLI::App& app, CommandLine& line) {
  add(app, line, Variant::kCompressed, "compress", "Draw only the segments around calls",
      "Examples:\n"
      "  noctule compress a.wav          writes a.compressed.jpg\n"
      "  noctule compress --id 7 --json  prints the segments with their times in ms");
}

}  // namespace noctule
