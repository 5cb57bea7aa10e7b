// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/roff.h"
#include "reference/writers.h"

namespace noctule {

std::string config_page(const CommandDescription& program, const std::string& version) {
  std::string text =
      header("noctule.toml", 5, version) + heading("NAME") +
      "noctule.toml \\- configuration file of noctule\n" + heading("DESCRIPTION") +
      "A TOML file that sets options of " + bold("noctule") +
      "(1).\nIt is read only if it is given with " + bold("--config") +
      ".\nKeys are the long names of options, without the dashes. Those of a command "
      "are in the\nsection of its name, e.g. " +
      bold("[render]") +
      ".\nThe command line takes precedence. An unknown key is an error that names "
      "the line.\nFlags are " +
      bold("true") + " or " + bold("false") + ".\n";
  const auto section = [&](const CommandDescription& command) {
    for (const OptionDescription& option : command.options) {
      if (!option.configurable) continue;
      OptionDescription key = option;
      key.names = {option.key()};
      if (option.is_flag()) key.value = "true|false";
      text += option_entry(key);
    }
  };
  text += heading("BEFORE THE FIRST SECTION");
  section(program);
  for (const CommandDescription& command : program.commands) {
    if (!command.commands.empty()) continue;  // token: nothing worth setting in a file
    text += heading("SECTION [" + command.name + "]");
    section(command);
  }
  return text + heading("FILES") +
         tagged(italic("/etc/noctule/noctule.toml"), "Configuration of the system services.") +
         heading("EXAMPLES") + ".nf\nstore = \"/srv/bats/noctule.db\"\n\n[render]\n" +
         "colormap = \"gray\\-inverted\"\n.fi\n" + heading("SEE ALSO") + bold("noctule") + "(1)\n";
}

}  // namespace noctule
