// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the manual pages, completions and the default configuration to a folder:
//   noctule_reference FOLDER STORE DATE
// They have the same source as --help: the command line that CLI11 parses. Not installed.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "core/version.h"
#include "reference/writers.h"

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: noctule_reference FOLDER STORE DATE\n";
    return 2;
  }
  using namespace noctule;
  const std::filesystem::path folder = argv[1];
  const std::string release = std::string(version()) + " " + argv[3];
  const CommandDescription program = describe_program();
  write(folder / "man/noctule.1", manual_page(program, program, release));
  for (const CommandDescription& command : program.commands)
    write(folder / ("man/noctule-" + command.name + ".1"), manual_page(program, command, release));
  write(folder / "man/noctule.toml.5", config_page(program, release));
  write(folder / "noctule.toml", sample_config(program, argv[2]));
  write(folder / "completions/noctule.bash", bash_completion(program));
  write(folder / "completions/_noctule", zsh_completion(program));
  write(folder / "completions/noctule.fish", fish_completion(program));
  write(folder / "commands.md", markdown_reference(program));
  return 0;
}
