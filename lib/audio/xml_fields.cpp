// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/xml_fields.h"

#include <string>
#include <utility>
#include <vector>

#include "core/text.h"

namespace noctule {
namespace {

constexpr size_t kMaxDepth = 16, kMaxName = 100, kMaxFields = 1000;
constexpr std::string_view kSpace = " \t\r\n";

std::string unescaped(std::string_view text) {
  constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}};
  std::string out;
  while (!text.empty()) {
    size_t length = 1;
    char c = text.front();
    for (const auto& [entity, meaning] : kEntities)
      if (text.starts_with(entity)) {
        c = meaning;
        length = entity.size();
      }
    out += c;
    text.remove_prefix(length);
  }
  return out;
}

class XmlReader {
 public:
  explicit XmlReader(std::string_view xml) : rest_(xml) {}

  MetadataFields run(std::string* root) {
    while (fields_.size() < kMaxFields && next()) {
    }
    if (root != nullptr) *root = root_;
    return std::move(fields_);
  }

 private:
  struct Element {
    std::string name, text;
    bool has_children = false;
  };

  /// Reads up to the end of the next tag.
  bool next() {
    const size_t tag = rest_.find('<');
    if (tag == std::string_view::npos) return false;
    if (!open_.empty()) open_.back().text += rest_.substr(0, tag);
    rest_.remove_prefix(tag);
    if (rest_.starts_with("<!--")) return skip("-->");
    if (rest_.starts_with("<?")) return skip("?>");
    if (rest_.starts_with("<!")) return skip(">");
    if (rest_.starts_with("</")) return close() && skip(">");
    rest_.remove_prefix(1);
    return start();
  }

  bool skip(std::string_view end) {
    const size_t at = rest_.find(end);
    if (at == std::string_view::npos) return false;
    rest_.remove_prefix(at + end.size());
    return true;
  }

  bool start() {
    const size_t length = rest_.find_first_of(" \t\r\n/>");
    if (length == std::string_view::npos || length == 0 || length > kMaxName) return false;
    if (open_.size() == kMaxDepth) return false;
    if (open_.empty()) root_ = rest_.substr(0, length);
    if (!open_.empty()) open_.back().has_children = true;
    open_.push_back({std::string(rest_.substr(0, length)), "", false});
    rest_.remove_prefix(length);
    while (true) {
      rest_.remove_prefix(std::min(rest_.size(), rest_.find_first_not_of(kSpace)));
      if (rest_.starts_with("/>")) return close() && skip(">");
      if (rest_.starts_with('>')) return skip(">");
      if (!attribute()) return false;
    }
  }

  bool attribute() {
    const size_t equals = rest_.find('=');
    if (equals == std::string_view::npos || equals > kMaxName) return false;
    const std::string name(trimmed(rest_.substr(0, equals)));
    const size_t quote = rest_.find_first_not_of(kSpace, equals + 1);
    if (quote == std::string_view::npos || (rest_[quote] != '"' && rest_[quote] != '\''))
      return false;
    const size_t end = rest_.find(rest_[quote], quote + 1);
    if (end == std::string_view::npos) return false;
    add(path() + (open_.size() > 1 ? "|" : "") + name, rest_.substr(quote + 1, end - quote - 1));
    rest_.remove_prefix(end + 1);
    return true;
  }

  bool close() {
    if (open_.empty()) return false;
    if (!open_.back().has_children) add(path(), open_.back().text);
    open_.pop_back();
    return true;
  }

  /// Of the innermost element, without the root.
  std::string path() const {
    std::string path;
    for (size_t i = 1; i < open_.size(); ++i) path += (i > 1 ? "|" : "") + open_[i].name;
    return path;
  }

  void add(const std::string& path, std::string_view text) {
    if (!path.empty() && !trimmed(text).empty())
      fields_.try_emplace(path, unescaped(trimmed(text)));
  }

  std::string_view rest_;
  std::string root_;
  std::vector<Element> open_;
  MetadataFields fields_;
};

}  // namespace

MetadataFields xml_fields(std::string_view xml, std::string* root) {
  return XmlReader(xml).run(root);
}

}  // namespace noctule
