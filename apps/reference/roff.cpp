// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/roff.h"

namespace noctule {

std::string roff(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      out += "\\e";
    else if (text[i] == '-')
      out += "\\-";
    else if (text.compare(i, 3, "…") == 0)
      out += "...", i += 2;
    else
      out += text[i];
  }
  if (!out.empty() && (out.front() == '.' || out.front() == '\'')) out.insert(0, "\\&");
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + roff(text) + "\\fR"; }

std::string heading(const std::string& title) { return ".SH " + title + "\n"; }

std::string header(const std::string& title, int section, const std::string& version) {
  return ".\\\" Generated from the options of noctule; do not edit.\n.TH " + roff(title) + " " +
         std::to_string(section) + " \"" + version.substr(version.find(' ') + 1) + "\" \"noctule " +
         version.substr(0, version.find(' ')) + "\" \"noctule manual\"\n";
}

std::string tagged(const std::string& tag, const std::string& text) {
  return ".TP\n" + tag + "\n" + text + "\n";
}

std::string ended(std::string text) {
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

std::string option_entry(const OptionDescription& option) {
  std::string tag;
  for (const std::string& name : option.names)
    tag += (tag.empty() ? "" : ", ") + (name.starts_with('-') ? bold(name) : italic(name));
  if (!option.is_flag() && option.names.front().starts_with('-')) tag += " " + italic(option.value);
  std::string text = roff(ended(option.text));
  if (!option.choices.empty()) {
    text += "\nValues:";
    for (const std::string& choice : option.choices)
      text += (choice == option.choices.front() ? " " : ", ") + bold(choice);
    text += ".";
  }
  if (!option.fallback.empty()) text += "\nDefault: " + roff(option.fallback) + ".";
  if (!option.environment.empty()) text += "\nEnvironment: " + bold(option.environment) + ".";
  return tagged(tag, text);
}

}  // namespace noctule
