// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>

#include "core/error.h"
#include "schema_migrations.h"

namespace noctule {
namespace {

constexpr int kBusyTimeoutMs = 60'000;

/// Makes the file where there is none, private whatever the umask; SQLite gives its log the same
/// mode.
void create_private(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) close(fd);
}

SQLite::Database open_database(const std::filesystem::path& path, Store::Open how) {
  std::error_code ignored;
  if (how == Store::Open::kExisting && !std::filesystem::exists(path, ignored))
    throw FatalError("no store at " + path.string() +
                     "; name one with --store, or make it with: noctule ingest");
  if (how == Store::Open::kCreate) create_private(path);
  const int flags =
      SQLite::OPEN_READWRITE | (how == Store::Open::kCreate ? SQLite::OPEN_CREATE : 0);
  try {
    return SQLite::Database(path.string(), flags, kBusyTimeoutMs);
  } catch (const SQLite::Exception& error) {
    throw FatalError("cannot open the store " + path.string() + ": " + error.what() +
                     "; check that its folder exists and is writable");
  }
}

void configure(SQLite::Database& db) {
  db.exec("PRAGMA page_size = 8192");
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = NORMAL");
  db.exec("PRAGMA foreign_keys = ON");
  db.exec("PRAGMA journal_size_limit = 67108864");
}

int stored_version(SQLite::Database& db) { return db.execAndGet("PRAGMA user_version").getInt(); }

/// Applies what is missing, all of it or nothing. Several processes may start at once.
void migrate(SQLite::Database& db) {
  if (stored_version(db) == schema_version()) return;
  SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
  const int found = stored_version(db);
  if (found > schema_version())
    throw FatalError("the store " + db.getFilename() + " has schema version " +
                     std::to_string(found) + ", newer than this program's " +
                     std::to_string(schema_version()) + "; update noctule");
  for (int next = found; next < schema_version(); ++next)
    db.exec(std::string(schema::migrations[next].text));
  db.exec("PRAGMA user_version = " + std::to_string(schema_version()));
  transaction.commit();
}

}  // namespace

Store::Store(const std::filesystem::path& path, Open how)
    : path_(path), db_(open_database(path, how)) {
  try {
    configure(db_);
    migrate(db_);
  } catch (const SQLite::Exception& error) {
    throw FatalError("cannot use the store " + path.string() + ": " + error.what() +
                     "; check that it is a noctule store and writable");
  }
}

void Store::transact(const std::function<void()>& work) {
  SQLite::Transaction transaction(db_, SQLite::TransactionBehavior::IMMEDIATE);
  work();
  transaction.commit();
}

int schema_version() { return static_cast<int>(schema::migrations.size()); }

std::string now_utc() { return utc_in(0); }

std::string utc_in(int64_t seconds) {
  using namespace std::chrono;
  const auto now = system_clock::now() + std::chrono::seconds(seconds);
  const std::time_t whole = system_clock::to_time_t(now);
  const auto ms = duration_cast<milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm parts{};
  gmtime_r(&whole, &parts);
  char text[64];
  const size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text + length, sizeof text - length, ".%03dZ", static_cast<int>(ms));
  return text;
}

std::optional<std::string> optional_text(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return column.getString();
}

std::optional<double> optional_number(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return column.getDouble();
}

}  // namespace noctule
