// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "reference/roff.h"
#include "reference/writers.h"

namespace noctule {
namespace {

/// Options under a heading for each of their groups.
std::string option_groups(const CommandDescription& command) {
  std::vector<std::string> groups;
  for (const OptionDescription& option : command.options)
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end())
      groups.push_back(option.group);
  std::string text;
  for (const std::string& group : groups) {
    if (group != "Options") text += ".SS " + group + "\n";
    for (const OptionDescription& option : command.options)
      if (option.group == group) text += option_entry(option);
  }
  return text;
}

std::string synopsis_line(const CommandDescription& command) {
  std::string line = bold(command.path) + " [" + italic("OPTIONS") + "]";
  for (const OptionDescription& argument : command.positionals) {
    const std::string name = italic(argument.value) + (argument.repeats ? "..." : "");
    line += argument.required ? " " + name : " [" + name + "]";
  }
  if (!command.commands.empty()) line += " " + italic("COMMAND") + " ...";
  return line + "\n";
}

std::string synopsis(const CommandDescription& command) {
  std::string text = heading("SYNOPSIS");
  if (command.commands.empty()) return text + synopsis_line(command);
  for (size_t i = 0; i < command.commands.size(); ++i)
    text += (i > 0 ? ".br\n" : "") + synopsis_line(command.commands[i]);
  return text;
}

std::string examples(const CommandDescription& command) {
  if (command.examples.empty()) return "";
  std::string text = heading("EXAMPLES");
  const char* paragraph = "";  // not directly after the heading
  for (const auto& [line, explanation] : command.examples) {
    text += explanation.empty() ? paragraph + bold(line) + "\n"
                                : tagged(bold(line), roff(ended(explanation)));
    paragraph = ".PP\n";
  }
  return text;
}

std::string exit_status() {
  return heading("EXIT STATUS") + tagged("0", "Everything requested was done.") +
         tagged("1", "Some recordings failed; the others are done and stored.") +
         tagged("2", "The command line is wrong.") +
         tagged("3", "Fatal error, e.g. the store, the disk or the port.") +
         tagged("129, 130, 143",
                "Stopped by SIGHUP, SIGINT (Ctrl\\-C) or SIGTERM; what was committed is kept.");
}

std::string environment() {
  return heading("ENVIRONMENT") +
         tagged(bold("NOCTULE_STORE"),
                "The store, if " + bold("--store") +
                    " is not given.\nTakes precedence over the configuration file.");
}

std::string files(const CommandDescription& command) {
  std::string text =
      heading("FILES") +
      tagged(italic("noctule.db"),
             "The store: one SQLite file, in the current folder by default.\nWhile it is in use, "
             "its write\\-ahead log is in " +
                 italic("noctule.db-wal") + " and " + italic("noctule.db-shm") + ".") +
      tagged(italic("noctule.db.files/"),
             "Uploaded files and those copied by " + bold("ingest --copy") + ".") +
      tagged(italic("/etc/noctule/noctule.toml"),
             "Configuration of the system services.\nOther runs read it only with " +
                 bold("--config") + ".") +
      tagged(italic("/var/lib/noctule/noctule.db"), "The store of the system services.");
  if (command.name == "bulk")
    text += tagged(italic("DIR/STEM.spectrogram.jpg") + ", " + italic("DIR/STEM.spectrogram.json"),
                   "Image and description that " + bold("--export") + " writes.");
  return text;
}

std::string commands_section(const CommandDescription& command, bool with_options) {
  if (command.commands.empty()) return "";
  std::string text = heading("COMMANDS");
  for (const CommandDescription& sub : command.commands) {
    if (!with_options) {
      text += tagged(bold(sub.path) + "(1)", roff(ended(sub.text)));
      const size_t space = text.rfind("noctule ");
      if (space != std::string::npos) text[space + 7] = '-';
      continue;
    }
    text += ".SS " + sub.name + "\n" + roff(ended(sub.text)) + "\n";
    for (const OptionDescription& argument : sub.positionals) text += option_entry(argument);
    for (const OptionDescription& option : sub.options)
      if (option.key() != "help") text += option_entry(option);
  }
  return text;
}

std::string see_also(const CommandDescription& program, const CommandDescription& command) {
  std::string text = heading("SEE ALSO");
  const auto add = [&](const std::string& name, int section) {
    text += (text.back() == '\n' ? "" : ",\n") + bold(name) + "(" + std::to_string(section) + ")";
  };
  if (command.name != "noctule") add("noctule", 1);
  for (const CommandDescription& other : program.commands)
    if (other.name != command.name) add("noctule-" + other.name, 1);
  add("noctule.toml", 5);
  return text + "\n";
}

std::string lower_start(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(text[0]));
  return text;
}

constexpr const char* kIntroduction =
    "Draws spectrograms of ultrasonic recordings of bats: denoised, with an exact time axis, of "
    "any\n"
    "duration. Finds and measures the calls in them. One SQLite file, the store, remembers every\n"
    "recording, image and call.\n"
    ".PP\n"
    "Results go to standard output, one per line, or as JSON with\n"
    "\\fB\\-\\-json\\fR; everything else goes to standard error. Options of the program may be "
    "given\n"
    "before or after the command.\n";

}  // namespace

std::string manual_page(const CommandDescription& program, const CommandDescription& command,
                        const std::string& version) {
  const bool whole = command.name == program.name;
  const std::string name = whole ? program.name : program.name + "-" + command.name;
  std::string text = header(name, 1, version) + heading("NAME") + roff(name) + " \\- " +
                     roff(lower_start(command.text)) + "\n" + synopsis(command) +
                     heading("DESCRIPTION");
  text += whole ? kIntroduction : roff(ended(command.text)) + "\n";
  for (const std::string& note : command.notes) text += ".PP\n" + roff(ended(note)) + "\n";
  text += commands_section(command, !whole);
  if (!command.positionals.empty()) {
    text += heading("ARGUMENTS");
    for (const OptionDescription& argument : command.positionals) text += option_entry(argument);
  }
  text += heading("OPTIONS") + option_groups(command);
  if (!whole)
    text += ".PP\nThe options of " + bold("noctule") + "(1), such as " + bold("--store") +
            ", are also accepted.\n";
  if (whole) {
    text += heading("EXAMPLES");
    for (const CommandDescription& sub : program.commands)
      if (!sub.examples.empty())
        text += tagged(bold(sub.examples.front().first), roff(ended(sub.text)));
  }
  return text + examples(command) + exit_status() + environment() + files(command) +
         see_also(program, command);
}

}  // namespace noctule
