// SPDX-License-Identifier: GPL-3.0-or-later
// The commands `render` and `compress`: sound files, or one recording, to image files.
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
#include "pipeline/stored.h"
#include "usage_errors.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

struct RenderCommand {
  Form form = Form::kFull;
  std::vector<fs::path> files;
  std::optional<Id> id;
  std::string output;
  SpectrogramOptions options;
  bool force = false;
  bool json = false;

  const char* suffix() const {
    return form == Form::kFull ? ".spectrogram.jpg" : ".compressed.jpg";
  }
  bool lossless() const { return output.ends_with(".pgm"); }
  OutputKind output_kind() const { return lossless() ? OutputKind::kPgm : OutputKind::kJpeg; }
  /// Whether -o names a folder that gets one image per input.
  bool into_folder() const {
    std::error_code ignored;
    return output.ends_with('/') || (output != "-" && fs::is_directory(output, ignored));
  }
};

/// One image or, for what is wider than an image can be, an overview and its tiles.
struct Images {
  Spectrogram spectrogram;
  int full_width = 0;  ///< of the full form's single image or overview
  std::vector<ColumnRange> segments;
  std::vector<int> widths;  ///< by number: 0 the image or overview, tiles from 1
  std::vector<std::string> warnings;
  std::function<std::string(int number)> read;
};

Images images_of(const std::shared_ptr<Rendering>& rendering, Form form) {
  const Picture& picture = form == Form::kFull ? *rendering->full : *rendering->compressed;
  Images images;
  images.spectrogram = describe_rendering(*rendering);
  images.full_width = static_cast<int>(std::min<int64_t>(rendering->geometry.width, kMaxJpegWidth));
  images.segments = rendering->segments;
  images.widths = {picture.main_width};
  images.widths.insert(images.widths.end(), picture.tile_widths.begin(), picture.tile_widths.end());
  images.read = [rendering, &picture](int number) {
    return number == 0 ? picture.main : picture.tiles.read(static_cast<size_t>(number) - 1);
  };
  return images;
}

/// A bar for what takes long enough to wonder.
std::function<void(double, double)> progress_bar(const char* what) {
  constexpr double kLong = 120;  // seconds of sound
  return [what, bar = std::shared_ptr<Progress>()](double done, double total) mutable {
    if (total < kLong) return;
    if (!bar) bar = std::make_shared<Progress>(what, static_cast<int64_t>(total), "s of sound");
    bar->reach(static_cast<int64_t>(done));
  };
}

Images render_directly(const fs::path& path, double time_expansion, const RenderCommand& command) {
  Wanted wanted;
  wanted.full = command.form == Form::kFull;
  wanted.segments = wanted.compressed = command.form == Form::kCompressed;
  wanted.format = command.lossless() ? ImageFormat::kPgm : ImageFormat::kJpeg;
  wanted.progress = progress_bar(command.form == Form::kFull ? "render" : "compress");
  const auto rendering = std::make_shared<Rendering>(
      render_spectrogram(path, time_expansion, command.options, wanted));
  Images images = images_of(rendering, command.form);
  if (rendering->truncation) images.warnings.push_back(*rendering->truncation);
  return images;
}

Images render_file(const fs::path& path, const RenderCommand& command) {
  const int header_rate_hz = SoundFile(path, command.options.source.channel).info().header_rate_hz;
  const TimeExpansion expansion = with_path_in_errors(path, [&] {
    return find_time_expansion(header_rate_hz, command.options.source.time_expansion,
                               read_metadata(path));
  });
  Images images = render_directly(path, expansion.factor, command);
  images.warnings.insert(images.warnings.begin(), expansion.warnings.begin(),
                         expansion.warnings.end());
  return images;
}

Images from_store(const std::shared_ptr<Store>& store, const Recording& recording,
                  const RenderCommand& command) {
  Images images;
  images.spectrogram = ensure_spectrogram(*store, recording, command.options, command.force);
  const Id id = images.spectrogram.id;
  if (command.form == Form::kCompressed) {
    ensure_compressed(*store, images.spectrogram);
    images.segments = segments_of(*store, id);
  }
  images.full_width = noctule::images_of(*store, id, Form::kFull).front().width;
  for (const ImageSize& image : noctule::images_of(*store, id, command.form))
    images.widths.push_back(image.width);
  images.read = [store, id, form = command.form](int number) {
    return image_of(*store, id, form, number).value_or("");
  };
  return images;
}

/// All files or none appear; gives their paths.
std::vector<std::string> write_files(const Images& images, const fs::path& output) {
  std::vector<std::unique_ptr<AtomicFile>> files;
  std::vector<std::string> paths;
  for (int number = 0; number < static_cast<int>(images.widths.size()); ++number) {
    const fs::path path = numbered_path(output, number);
    files.push_back(std::make_unique<AtomicFile>(path));
    files.back()->write(images.read(number));
    paths.push_back(path.string());
  }
  for (const auto& file : files) file->commit();
  return paths;
}

/// Where each tile lies, for those who put them together again.
nlohmann::json tile_list(const Images& images, const std::vector<std::string>& paths, Form form) {
  auto tiles = nlohmann::json::array();
  int64_t column = 0;
  for (size_t i = 1; i < images.widths.size(); ++i) {
    nlohmann::json tile = {{"file", paths[i]}, {"width", images.widths[i]}};
    if (form == Form::kFull) {
      tile["start_time"] = images.spectrogram.column_ms(column);
      tile["end_time"] = images.spectrogram.column_ms(column + images.widths[i]);
    }
    column += images.widths[i];
    tiles.push_back(tile);
  }
  return tiles;
}

void check(const RenderCommand& command) {
  command.options.validate();
  if (command.files.empty() != command.id.has_value())
    throw UsageError("name sound files, or one recording with --id");
  if (command.output == "-" && command.json)
    throw UsageError("the image and --json cannot both go to standard output");
  const std::string extension = fs::path(command.output).extension().string();
  for (const char* other : {".png", ".gif", ".tif", ".tiff", ".webp", ".bmp", ".svg", ".pdf"})
    if (extension == other)
      throw UsageError("noctule writes JPEG (.jpg) and PGM (.pgm), not " + extension);
}

/// Where the image of an input goes, "-" for standard output.
fs::path target_of(const fs::path& input, const RenderCommand& command) {
  if (!command.output.empty() && !command.into_folder()) return command.output;
  return fs::path(command.output) / (fitting_stem(input.stem().string()) + command.suffix());
}

/// Refuses targets that would destroy something or each other, before any work.
void check_targets(const CommandLine& line, const RenderCommand& command) {
  std::map<fs::path, fs::path> inputs;
  for (const fs::path& file : command.files) {
    const auto [other, added] = inputs.insert({target_of(file, command), file});
    if (!added)
      throw UsageError(other->second.string() + " and " + file.string() +
                       " would both be written to " + other->first.string() +
                       "; give -o a folder, and files of different names");
  }
  if (!command.output.empty() && command.output != "-" && !command.into_folder())
    check_output(command.output, command.output_kind(), command.files, line.store);
}

/// Draws one input and writes or prints its result.
void run_one(const CommandLine& line, const RenderCommand& command, const fs::path& input,
             const std::function<Images()>& draw) {
  const fs::path target = target_of(input, command);
  if (target != "-")
    if (const auto reason = why_not_writable(target, command.output_kind(), {input}, line.store))
      throw RecordingError(*reason);
  const Images images = draw();
  for (const std::string& warning : images.warnings)
    spdlog::warn("{}: {}", input.string(), warning);
  if (target == "-") return write_stdout(images.read(0));
  const auto paths = write_files(images, target);
  if (!command.json) {
    for (const std::string& path : paths) print_line(escape_control(path));
    return;
  }
  nlohmann::json info = spectro_info(images.spectrogram, images.full_width);
  if (command.form == Form::kCompressed) add_segments(info, images.spectrogram, images.segments);
  nlohmann::json object = {{"input", input.string()}, {"output", paths}, {"spectroInfo", info}};
  object["id"] = command.id ? nlohmann::json(*command.id) : nlohmann::json();
  if (!images.warnings.empty()) object["warnings"] = images.warnings;
  if (paths.size() > 1) object["tiles"] = tile_list(images, paths, command.form);
  print_json(object);
}

void run_stored(const CommandLine& line, const RenderCommand& command) {
  const auto store = std::make_shared<Store>(line.store, Store::Open::kExisting);
  const auto recording = find_recording(*store, *command.id);
  if (!recording)
    throw RecordingError("no recording " + std::to_string(*command.id) + " in " +
                         line.store.string() + "; see: noctule bulk --dry-run");
  const fs::path input = recording->path.value_or(recording->name);
  if (!command.output.empty() && command.output != "-" && !command.into_folder())
    check_output(command.output, command.output_kind(), {input}, line.store);
  run_one(line, command, input, [&] {
    Images images = command.lossless()
                        ? render_directly(file_of(*recording), recording->time_expansion, command)
                        : from_store(store, *recording, command);
    if (images.warnings.empty()) images.warnings = warnings_of(*recording);
    return images;
  });
}

int run(const CommandLine& line, const RenderCommand& command) {
  check(command);
  check_targets(line, command);
  if (command.into_folder()) make_folder(command.output);
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

void add(CLI::App& app, CommandLine& line, Form form, const char* name, const char* description,
         const char* footer) {
  const auto command = std::make_shared<RenderCommand>();
  command->form = form;
  CLI::App* sub = app.add_subcommand(name, description);
  sub->footer(footer);
  sub->add_option("FILE", command->files, "Sound files");
  sub->add_option("--id", command->id, "A recording in the store")
      ->check(whole_number(1, INT64_MAX));
  sub->add_option("-o,--output", command->output,
                  std::string("Where to write [STEM") + command->suffix() +
                      "]: a file (.jpg; .pgm for lossless levels), a folder, or -")
      ->type_name("FILE|DIR/|-");
  sub->add_flag("--force", command->force, "Render again although it is stored");
  sub->add_flag("--json", command->json, "Describe the result on standard output");
  add_source_options(*sub, command->options.source);
  add_spectrogram_options(*sub, command->options);
  sub->callback([&line, command] { line.run = [&line, command] { return run(line, *command); }; });
}

}  // namespace

void add_render(CLI::App& app, CommandLine& line) {
  add(app, line, Form::kFull, "render", "Draw the spectrograms of sound files, or of one recording",
      "Examples:\n"
      "  noctule render a.wav                          writes a.spectrogram.jpg\n"
      "  noctule render *.wav -o pictures/             one picture per file\n"
      "  noctule render a.wav --colormap gray-inverted --freq-max 120 -o a.jpg\n"
      "  noctule render --id 7 -o - | display          from the store, drawn if need be");
}

void add_compress(CLI::App& app, CommandLine& line) {
  add(app, line, Form::kCompressed, "compress", "Draw only the stretches around calls",
      "Examples:\n"
      "  noctule compress a.wav          writes a.compressed.jpg\n"
      "  noctule compress --id 7 --json  the segments with their times in ms");
}

}  // namespace noctule
