// SPDX-License-Identifier: GPL-3.0-or-later
// The commands `render` and `compress`: draw sound files, or one recording, as image files.
#include <memory>
#include <optional>

#include "command.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/log.h"
#include "core/progress.h"
#include "core/render_threads.h"
#include "core/text.h"
#include "picture_json.h"
#include "picture_output.h"
#include "pipeline/ingest.h"
#include "pipeline/output_files.h"
#include "pipeline/picture.h"
#include "usage_errors.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

struct RenderCommand {
  std::vector<fs::path> files;
  std::optional<Id> id;
  PictureOutput output;
  PictureRequest request;
  bool json = false;
  int jobs = 1;
};

/// A progress bar, shown for long recordings only.
std::function<void(double, double)> progress_bar(Variant variant) {
  constexpr double kLong = 120;  // seconds of sound
  const char* what = variant == Variant::kFull ? "render" : "compress";
  return [what, bar = std::shared_ptr<Progress>()](double done, double total) mutable {
    if (total < kLong) return;
    if (!bar) bar = std::make_shared<Progress>(what, static_cast<int64_t>(total), "s of sound");
    bar->reach(static_cast<int64_t>(done));
  };
}

void check(const RenderCommand& command) {
  if (command.files.empty() != command.id.has_value())
    throw UsageError("specify sound files, or one recording with --id");
  if (command.output.to_stdout() && command.json)
    throw UsageError("the image and --json cannot both go to standard output");
  command.output.validate();
  command.request.validate();
}

/// Draws one input and writes or prints its result.
void run_one(const CommandLine& line, const RenderCommand& command, const fs::path& input,
             const std::function<Picture(const PictureRequest&)>& draw) {
  const fs::path target = command.output.target(input, command.request.variant);
  std::vector<fs::path> inputs = command.files;
  inputs.push_back(input);
  command.output.check_target(target, inputs, line.store, 1);
  PictureRequest request = command.request;
  request.progress = progress_bar(request.variant);
  std::optional<AtomicFile> array;
  if (command.output.array())
    request.write_array = [&](std::string_view bytes) {
      if (!array) array.emplace(target);
      array->write(bytes);
    };
  const Picture picture = draw(request);
  for (const std::string& warning : picture.warnings)
    spdlog::warn("{}: {}", input.string(), warning);
  if (command.output.to_stdout()) return write_stdout(picture.images.read(0));
  std::vector<std::string> paths = {target.string()};
  if (array) {
    array->commit();
  } else {
    // The number of tiles is known only now.
    command.output.check_target(target, inputs, line.store, picture.images.count());
    paths = write_images(picture.images, target);
  }
  if (command.json) return print_json(to_json(picture, request, input, command.id, paths));
  for (const std::string& path : paths) print_line(escape_control(path));
}

void run_stored(const CommandLine& line, const RenderCommand& command) {
  Store store(line.store, Store::Open::kExisting);
  const auto recording = find_recording(store, *command.id);
  if (!recording)
    throw RecordingError("no recording " + std::to_string(*command.id) + " in " +
                         line.store.string() + "; see: noctule bulk --dry-run");
  const fs::path input = recording->path.value_or(recording->name);
  command.output.check_targets({input}, command.request.variant, line.store);
  run_one(line, command, input,
          [&](const PictureRequest& request) { return draw_stored(store, *recording, request); });
}

int run(const CommandLine& line, RenderCommand& command) {
  command.request.format = command.output.format();
  if (command.output.array())  // replaced by a file for each input
    command.request.write_array = [](std::string_view) {};
  check(command);
  set_render_threads(command.jobs);
  command.output.check_targets(command.files, command.request.variant, line.store);
  if (command.output.into_folder()) make_folder(command.output.path);
  if (const auto& expansion = command.request.options.source.time_expansion)
    check_time_expansion(command.files, *expansion);
  if (command.id) {
    run_stored(line, command);
    return kDone;
  }
  int failed = 0;
  for (const fs::path& file : command.files) {
    try {
      run_one(line, command, file,
              [&](const PictureRequest& request) { return draw_file(file, request); });
    } catch (const RecordingError& error) {
      spdlog::error("{}", error.what());
      ++failed;
    }
  }
  return failed > 0 ? kSomeFailed : kDone;
}

void add_picture_options(CLI::App& sub, PictureRequest& request) {
  const auto add = [&](CLI::Option* option) { option->group("Picture"); };
  add(sub.add_option("--start", request.range.start_ms, "Draw only from this time on")
          ->type_name("MS"));
  add(sub.add_option("--end", request.range.end_ms, "Draw only up to this time")->type_name("MS"));
  add(sub.add_flag("--axes", request.axes,
                   "Draw axes for time and frequency, the file name and a scale in dB"));
  add(sub.add_flag("--call-boxes", request.call_boxes, "Outline calls"));
}

void add(CLI::App& app, CommandLine& line, Variant variant, const char* name,
         const char* description, const char* footer) {
  const auto command = std::make_shared<RenderCommand>();
  PictureRequest& request = command->request;
  request.variant = variant;
  CLI::App* sub = app.add_subcommand(name, description);
  sub->footer(footer);
  sub->add_option("FILE", command->files, "Sound files");
  sub->add_option("--id", command->id, "Id of a recording in the store")
      ->check(whole_number(1, INT64_MAX));
  sub->add_option("-o,--output", command->output.path,
                  std::string("Where to write [STEM") + default_suffix(variant) +
                      "]: a file (.jpg, .png, .pdf; .pgm for levels; render: .npy for decibels), "
                      "a folder, or -")
      ->type_name("FILE|DIR/|-");
  sub->add_flag("--force", request.force, "Redraw even if already stored");
  sub->add_flag("--json", command->json, "Print a JSON description of the result");
  add_jobs_option(*sub, command->jobs);
  add_picture_options(*sub, request);
  add_source_options(*sub, request.options);
  add_spectrogram_options(*sub, request.options);
  sub->callback([&line, command] { line.run = [&line, command] { return run(line, *command); }; });
}

}  // namespace

void add_render(CLI::App& app, CommandLine& line) {
  add(app, line, Variant::kFull, "render", "Draw spectrograms of sound files, or of one recording",
      "Examples:\n"
      "  noctule render a.wav                          writes a.spectrogram.jpg\n"
      "  noctule render *.wav -o pictures/             one image per file\n"
      "  noctule render a.wav --axes -o a.pdf          with time, frequency and dB\n"
      "  noctule render a.wav --start 1200 --end 1500 -o call.png   300 ms of it\n"
      "  noctule render a.wav --colormap gray-inverted --freq-max 120 -o a.jpg\n"
      "  noctule render --id 7 -o - | display          from the store, drawn if necessary");
}

void add_compress(CLI::App& app, CommandLine& line) {
  add(app, line, Variant::kCompressed, "compress", "Draw only the segments around calls",
      "Examples:\n"
      "  noctule compress a.wav          writes a.compressed.jpg\n"
      "  noctule compress a.wav --axes --call-boxes -o a.png\n"
      "  noctule compress --id 7 --json  prints the segments with their times in ms");
}

}  // namespace noctule
