// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "core/error.h"
#include "core/file_descriptor.h"
#include "schema_migrations.h"
#include "store/private_copy.h"
#include "store/statement.h"
#include "store/store_fault.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

/// How long to wait for another process's lock. The environment variable is for tests.
int busy_timeout_ms() {
  const char* text = std::getenv("NOCTULE_BUSY_TIMEOUT_MS");
  return text == nullptr ? 60'000 : std::atoi(text);
}

constexpr int kApplicationId = 0x6E6F6374;  ///< "noct"; set by the third migration

bool file_exists(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

fs::path wal_of(const fs::path& path) { return path.string() + "-wal"; }

/// SQLite writes to the file and to files beside it.
bool is_writable(const fs::path& path) {
  const fs::path folder = fs::absolute(path).parent_path();
  return access(path.c_str(), W_OK) == 0 && access(folder.c_str(), W_OK) == 0;
}

std::string immutable_uri(const fs::path& path) {
  std::string uri = "file:";
  for (const char c : fs::absolute(path).string()) {
    if (c == '%' || c == '?' || c == '#') {
      char text[4];
      std::snprintf(text, sizeof text, "%%%02X", static_cast<unsigned char>(c));
      uri += text;
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

/// Creates the file if there is none, private regardless of the umask; SQLite gives its log the
/// same mode.
void create_private(const fs::path& path) {
  FileDescriptor(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
}

int pragma(SQLite::Database& db, const char* name) {
  return db.execAndGet(std::string("PRAGMA ") + name).getInt();
}

int stored_version(SQLite::Database& db) { return pragma(db, "user_version"); }

bool has_table(SQLite::Database& db, const char* name) { return db.tableExists(name); }

/// Rejects databases of other programs. The first two schema versions had no application id.
void check_is_store(SQLite::Database& db, const fs::path& path, bool may_be_new) {
  const SQLite::Transaction snapshot(db);  // another process may be creating the store
  const int application = pragma(db, "application_id"), version = stored_version(db);
  if (application == kApplicationId) return;
  const bool early = application == 0 && version > 0 && version < 3 &&
                     has_table(db, "parameters") && has_table(db, "spectrogram_image");
  if (early) return;
  const bool empty = application == 0 && version == 0 &&
                     db.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
  if (empty && may_be_new) return;
  throw FatalError(path.string() +
                   (empty ? ": an empty database, not a noctule store"
                          : ": the database of another program, not a noctule "
                            "store") +
                   "; name a store with --store");
}

void check_version(SQLite::Database& db, const fs::path& path) {
  const int found = stored_version(db);
  if (found > schema_version())
    throw FatalError("the store " + path.string() + " has schema version " + std::to_string(found) +
                     ", newer than this program's " + std::to_string(schema_version()) +
                     "; update noctule");
  if (found < 0)
    throw FatalError("the store " + path.string() + " is damaged (schema version " +
                     std::to_string(found) + "); restore it from a backup");
}

/// Applies all missing migrations or none. Several processes may start at once.
void migrate(SQLite::Database& db) {
  if (stored_version(db) == schema_version()) return;
  SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
  if (stored_version(db) >= schema_version()) return;  // another process was faster
  for (int next = stored_version(db); next < schema_version(); ++next)
    db.exec(std::string(schema::migrations[next].text));
  db.exec("PRAGMA user_version = " + std::to_string(schema_version()));
  transaction.commit();
}

void configure(SQLite::Database& db) {
  db.exec("PRAGMA page_size = 8192");
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = NORMAL");
  db.exec("PRAGMA foreign_keys = ON");
  db.exec("PRAGMA journal_size_limit = 67108864");
}

}  // namespace

void check_store_name(const fs::path& path) {
  const std::string text = path.string();
  if (text.empty() || text == ":memory:" || text.starts_with("file:"))
    throw UsageError("the store cannot be '" + text + "'; name a file with --store");
}

Store::~Store() = default;

Store::Store(const fs::path& path, Open how) : path_(path) {
  check_store_name(path);
  if (how != Open::kCreate && !file_exists(path))
    throw FatalError("no store at " + path.string() +
                     "; name one with --store, or create it with: noctule ingest");
  std::error_code ignored;
  const auto status = fs::status(path, ignored);
  if (fs::exists(status) && !fs::is_regular_file(status))
    throw FatalError("the store " + path.string() + " is not a file; name a file with --store");
  translate_errors(path, [&] {
    const bool unwritable = file_exists(path) && !is_writable(path);
    if (how == Open::kCreate && unwritable)
      throw FatalError("the store " + path.string() +
                       " cannot be written; check its permissions and its folder's");
    if (how == Open::kReadOnly || unwritable)
      open_read_only();
    else
      open_for_writing(how);
  });
}

void Store::open_for_writing(Open how) {
  const bool create = how == Open::kCreate;
  if (create) create_private(path_);
  db_ = std::make_unique<SQLite::Database>(
      path_.string(),
      SQLite::OPEN_READWRITE | SQLite::OPEN_URI | (create ? SQLite::OPEN_CREATE : 0),
      busy_timeout_ms());
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(busy_timeout_ms());
  while (true) try {
      check_is_store(*db_, path_, create);
      check_version(*db_, path_);
      configure(*db_);
      return migrate(*db_);
    } catch (const SQLite::Exception& error) {
      // Several processes may create a store at once, and SQLite does not wait for a lock while it
      // changes the journal mode.
      if (fault_of(error) != StoreFault::kBusy || std::chrono::steady_clock::now() > until) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

/// Opens without changing the store or creating files beside it. A log (-wal) means that another
/// process has the store open or was killed: then SQLite's locks are needed, or a copy if
/// permissions do not allow them. Without a log, the file is opened as immutable. An older schema
/// is migrated in a copy.
void Store::open_read_only() {
  read_only_ = true;
  const bool has_log = file_exists(wal_of(path_));
  if (has_log && !is_writable(path_))
    open_copy();
  else
    db_ = std::make_unique<SQLite::Database>(
        has_log ? path_.string() : immutable_uri(path_),
        SQLite::OPEN_READONLY | (has_log ? 0 : SQLite::OPEN_URI), busy_timeout_ms());
  check_is_store(*db_, path_, false);
  check_version(*db_, path_);
  if (stored_version(*db_) != schema_version()) {
    if (!copy_) open_copy();
    migrate(*db_);
  }
  db_->exec("PRAGMA query_only = ON");  // writes to a copy would be lost
}

void Store::open_copy() {
  db_.reset();
  copy_ = std::make_unique<PrivateCopy>(std::vector<fs::path>{path_, wal_of(path_)});
  db_ = std::make_unique<SQLite::Database>(copy_->main().string(), SQLite::OPEN_READWRITE,
                                           busy_timeout_ms());
}

std::string Store::attachable() const {
  if (copy_) return copy_->main().string();
  return read_only_ && !file_exists(wal_of(path_)) ? immutable_uri(path_) : path_.string();
}

void Store::transact(const std::function<void()>& work) {
  translate_errors(path_, [&] {
    SQLite::Transaction transaction(*db_, SQLite::TransactionBehavior::IMMEDIATE);
    work();
    transaction.commit();
  });
}

void Store::disable_auto_checkpoint() { find_value<int>(*this, "PRAGMA wal_autocheckpoint = 0"); }

void Store::checkpoint() { find_value<int>(*this, "PRAGMA wal_checkpoint(PASSIVE)"); }

void Store::keep_side_files() {
  int on = 1;
  sqlite3_file_control(db_->getHandle(), nullptr, SQLITE_FCNTL_PERSIST_WAL, &on);
}

std::vector<std::shared_ptr<Store>> open_for_threads(const fs::path& path, int count) {
  std::vector<std::shared_ptr<Store>> stores;
  for (int i = 0; i < count; ++i) {
    stores.push_back(std::make_shared<Store>(path, Store::Open::kExisting));
    stores.back()->disable_auto_checkpoint();
  }
  return stores;
}

int schema_version() { return static_cast<int>(schema::migrations.size()); }

}  // namespace noctule
