// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/claims.h"

#include <unistd.h>

#include <array>
#include <ctime>
#include <fstream>

namespace noctule {
namespace {

constexpr int64_t kHeartbeatSeconds = 5;
/// After this long without a heartbeat a worker counts as dead where its process cannot be seen.
constexpr int64_t kLeaseSeconds = 600;

/// Host name, boot id and PID namespace.
std::string this_host() {
  std::array<char, 256> name{}, space{};
  gethostname(name.data(), name.size() - 1);
  const ssize_t length = readlink("/proc/self/ns/pid", space.data(), space.size() - 1);
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  return std::string(name.data()) + " " + boot + " " +
         std::string(space.data(), static_cast<size_t>(length > 0 ? length : 0));
}

/// When a process started, in clock ticks since boot; empty where none of that number is alive.
/// With the number it tells a process from a later one that was given the same number.
std::string process_start(int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string stat;
  std::getline(file, stat);
  // The name in parentheses may hold blanks; start time is the 20th field after it.
  size_t at = stat.rfind(')');
  // A zombie, killed but not yet waited for by its parent, works no more.
  if (at != std::string::npos && stat.compare(at, 3, ") Z") == 0) return "";
  for (int field = 0; field < 20 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
  if (at == std::string::npos) return "";
  return stat.substr(at + 1, stat.find(' ', at + 1) - at - 1);
}

}  // namespace

Worker::Worker(Store& store) : store_(store), beat_(std::time(nullptr)) {
  store_.run("INSERT INTO worker (host, pid, process_start, heartbeat) VALUES (?, ?, ?, ?)",
             this_host(), getpid(), process_start(getpid()), beat_);
  id_ = store_.db().getLastInsertRowid();
}

Worker::~Worker() {
  try {
    store_.run("DELETE FROM worker WHERE id = ?", id_);
  } catch (const SQLite::Exception&) {
    // The next worker finds this process dead and does the same.
  }
}

void Worker::heartbeat() {
  const int64_t now = std::time(nullptr);
  if (now - beat_ < kHeartbeatSeconds) return;
  beat_ = now;
  store_.run("UPDATE worker SET heartbeat = ? WHERE id = ?", now, id_);
}

void Worker::remove_dead_workers() {
  const std::string host = this_host();
  std::vector<Id> dead;
  auto rows =
      store_.query("SELECT id, host, pid, process_start, heartbeat FROM worker WHERE id <> ?", id_);
  while (rows.executeStep()) {
    const bool visible = rows.getColumn(1).getString() == host;
    const bool gone = visible ? process_start(rows.getColumn(2)) != rows.getColumn(3).getString()
                              : rows.getColumn(4).getInt64() + kLeaseSeconds < std::time(nullptr);
    if (gone) dead.push_back(rows.getColumn(0));
  }
  for (const Id id : dead) store_.run("DELETE FROM worker WHERE id = ?", id);
}

Worker::Claims Worker::claim(const std::vector<Id>& recordings, size_t max, const RenderKey& key,
                             const Since& since) {
  Claims result;
  store_.transact([&] {
    remove_dead_workers();
    auto state = store_.query(
        "SELECT EXISTS (SELECT 1 FROM spectrogram WHERE recording_id = ?1 AND parameters_id = ?2"
        "  AND renderer_version = ?3 AND id > ?4),"
        " EXISTS (SELECT 1 FROM failure WHERE recording_id = ?1 AND parameters_id = ?2"
        "  AND renderer_version = ?3 AND id > ?5),"
        " EXISTS (SELECT 1 FROM recording WHERE id = ?1)",
        0, key.parameters_id, key.renderer_version, since.spectrogram, since.failure);
    auto insert = store_.query(
        "INSERT OR IGNORE INTO claim (recording_id, parameters_id, renderer_version, worker_id)"
        " VALUES (?4, ?1, ?2, ?3)",
        key.parameters_id, key.renderer_version, id_);
    for (const Id recording : recordings) {
      if (result.claimed.size() == max) break;
      ++result.looked_at;
      state.reset();
      state.bind(1, recording);
      state.executeStep();
      insert.reset();
      insert.bind(4, recording);
      if (state.getColumn(0).getInt() != 0)
        result.done.push_back(recording);
      else if (state.getColumn(1).getInt() != 0)
        result.failed.push_back(recording);
      else if (state.getColumn(2).getInt() == 0)
        result.gone.push_back(recording);
      else
        (insert.exec() > 0 ? result.claimed : result.elsewhere).push_back(recording);
    }
  });
  return result;
}

void Worker::release(Id recording, const RenderKey& key) {
  store_.run(
      "DELETE FROM claim WHERE recording_id = ? AND parameters_id = ?"
      " AND renderer_version = ? AND worker_id = ?",
      recording, key.parameters_id, key.renderer_version, id_);
}

}  // namespace noctule
