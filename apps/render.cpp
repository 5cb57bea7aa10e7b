// SPDX-License-Identifier: GPL-3.0-or-later
// The commands `render` and `compress`: one recording to image files.
#include <memory>
#include <optional>

#include "audio/metadata.h"
#include "command.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/progress.h"
#include "pipeline/describe.h"
#include "pipeline/export.h"
#include "pipeline/stored.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

struct RenderCommand {
  Form form = Form::kFull;
  std::optional<fs::path> file;
  std::optional<Id> id;
  std::string output;
  SpectrogramOptions options;
  bool force = false;
  bool json = false;

  const char* suffix() const {
    return form == Form::kFull ? ".spectrogram.jpg" : ".compressed.jpg";
  }
  bool lossless() const { return output.ends_with(".pgm"); }
};

/// One image or, for what is wider than an image can be, an overview and its tiles.
struct Images {
  Spectrogram spectrogram;
  int full_width = 0;  ///< of the full form's single image or overview
  std::vector<ColumnRange> segments;
  std::vector<int> widths;  ///< by number: 0 the image or overview, tiles from 1
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
  return images_of(std::make_shared<Rendering>(
                       render_spectrogram(path, time_expansion, command.options, wanted)),
                   command.form);
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
  if (command.file.has_value() == command.id.has_value())
    throw UsageError("name one file, or one recording with --id");
  if (command.output == "-" && command.json)
    throw UsageError("the image and --json cannot both go to standard output");
  const std::string extension = fs::path(command.output).extension().string();
  for (const char* other : {".png", ".gif", ".tif", ".tiff", ".webp", ".bmp", ".svg", ".pdf"})
    if (extension == other)
      throw UsageError("noctule writes JPEG (.jpg) and PGM (.pgm), not " + extension);
}

int run(const CommandLine& line, const RenderCommand& command) {
  check(command);
  Images images;
  std::string input, stem;
  if (command.file) {
    const double expansion = read_metadata(*command.file).time_expansion.value_or(1);
    input = command.file->string();
    stem = command.file->stem().string();
    images = render_directly(*command.file, expansion, command);
  } else {
    const auto store = std::make_shared<Store>(line.store, Store::Open::kExisting);
    const auto recording = find_recording(*store, *command.id);
    if (!recording)
      throw RecordingError("no recording " + std::to_string(*command.id) + " in " +
                           line.store.string() + "; see: noctule bulk --dry-run");
    input = recording->path.value_or(recording->name);
    stem = fs::path(recording->name).stem().string();
    images = command.lossless()
                 ? render_directly(file_of(*recording), recording->time_expansion, command)
                 : from_store(store, *recording, command);
  }

  if (command.output == "-") {
    write_stdout(images.read(0));
    return kDone;
  }
  const auto paths =
      write_files(images, command.output.empty() ? stem + command.suffix() : command.output);
  if (!command.json) {
    for (const std::string& path : paths) print_line(path);
    return kDone;
  }
  nlohmann::json info = spectro_info(images.spectrogram, images.full_width);
  if (command.form == Form::kCompressed) add_segments(info, images.spectrogram, images.segments);
  nlohmann::json object = {{"input", input}, {"output", paths}, {"spectroInfo", info}};
  object["id"] = command.id ? nlohmann::json(*command.id) : nlohmann::json();
  if (paths.size() > 1) object["tiles"] = tile_list(images, paths, command.form);
  print_json(object);
  return kDone;
}

void add(CLI::App& app, CommandLine& line, Form form, const char* name, const char* description,
         const char* footer) {
  const auto command = std::make_shared<RenderCommand>();
  command->form = form;
  CLI::App* sub = app.add_subcommand(name, description);
  sub->footer(footer);
  sub->add_option("FILE", command->file, "A sound file");
  sub->add_option("--id", command->id, "A recording in the store")->check(CLI::PositiveNumber);
  sub->add_option(
         "-o,--output", command->output,
         std::string("Where to [STEM") + command->suffix() + "]; .pgm: the levels, lossless")
      ->type_name("FILE|-");
  sub->add_flag("--force", command->force, "Render again although it is stored");
  sub->add_flag("--json", command->json, "Describe the result on standard output");
  add_source_options(*sub, command->options.source);
  add_spectrogram_options(*sub, command->options);
  sub->callback([&line, command] { line.run = [&line, command] { return run(line, *command); }; });
}

}  // namespace

void add_render(CLI::App& app, CommandLine& line) {
  add(app, line, Form::kFull, "render", "Draw one recording's spectrogram",
      "Examples:\n"
      "  noctule render a.wav                          writes a.spectrogram.jpg\n"
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
