// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/claims.h"

#include <unistd.h>

#include <array>
#include <ctime>
#include <fstream>

#include "store/statement.h"

namespace noctule {
namespace {

constexpr int64_t kHeartbeatSeconds = 5;
/// A worker whose process is not visible counts as dead after this long without a heartbeat.
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

/// Start time of a process in clock ticks since boot; empty if no process with this pid is alive.
/// Together with the pid it distinguishes a process from a later one with the same pid.
std::string process_start(int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string stat;
  std::getline(file, stat);
  // The name in parentheses may contain spaces; the start time is the 20th field after it.
  size_t at = stat.rfind(')');
  // A zombie (not yet reaped by its parent) counts as dead.
  if (at != std::string::npos && stat.compare(at, 3, ") Z") == 0) return "";
  for (int field = 0; field < 20 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
  if (at == std::string::npos) return "";
  return stat.substr(at + 1, stat.find(' ', at + 1) - at - 1);
}

}  // namespace

WorkerProcess::WorkerProcess(Store& store) : store_(store), beat_(std::time(nullptr)) { add_row(); }

void WorkerProcess::add_row() {
  run(store_, "INSERT INTO worker (host, pid, process_start, heartbeat) VALUES (?, ?, ?, ?)",
      this_host(), getpid(), process_start(getpid()), beat_);
  id_ = last_inserted(store_);
}

WorkerProcess::~WorkerProcess() {
  try {
    run(store_, "DELETE FROM worker WHERE id = ?", id_);
  } catch (const Error&) {
    // The next worker finds this process dead and removes the row.
  }
}

void WorkerProcess::heartbeat() {
  if (std::time(nullptr) - beat_ >= kHeartbeatSeconds) beat();
}

void WorkerProcess::beat() {
  beat_ = std::time(nullptr);
  // After a long pause, another host may have declared this process dead.
  if (run(store_, "UPDATE worker SET heartbeat = ? WHERE id = ?", beat_, id_) == 0) add_row();
}

void WorkerProcess::release_dead() {
  const std::string host = this_host();
  std::vector<Id> dead;
  Statement rows(store_, "SELECT id, host, pid, process_start, heartbeat FROM worker WHERE id <> ?",
                 id_);
  while (rows.step()) {
    const bool visible = rows.get<std::string>("host") == host;
    const bool gone =
        visible ? process_start(rows.get<int64_t>("pid")) != rows.get<std::string>("process_start")
                : rows.get<int64_t>("heartbeat") + kLeaseSeconds < std::time(nullptr);
    if (gone) dead.push_back(rows.get<Id>("id"));
  }
  for (const Id id : dead) run(store_, "DELETE FROM worker WHERE id = ?", id);
}

WorkerProcess::Claims WorkerProcess::claim(const std::vector<Id>& recordings, size_t max,
                                           const RenderKey& key, const Since& since) {
  Claims result;
  store_.transact([&] {
    beat();
    release_dead();
    Statement state(
        store_,
        "SELECT EXISTS (SELECT 1 FROM spectrogram WHERE recording_id = ?1 AND parameters_id = ?2"
        "  AND renderer_version = ?3 AND id > ?4) AS done,"
        " EXISTS (SELECT 1 FROM failure WHERE recording_id = ?1 AND parameters_id = ?2"
        "  AND renderer_version = ?3 AND id > ?5) AS failed,"
        " EXISTS (SELECT 1 FROM recording WHERE id = ?1) AS present",
        0, key.parameters_id, key.renderer_version, since.spectrogram, since.failure);
    Statement insert(
        store_,
        "INSERT OR IGNORE INTO claim (recording_id, parameters_id, renderer_version, worker_id)"
        " VALUES (?4, ?1, ?2, ?3)",
        key.parameters_id, key.renderer_version, id_);
    for (const Id recording : recordings) {
      if (result.claimed.size() == max) break;
      ++result.examined;
      state.rebind(1, recording);
      state.step();
      insert.rebind(4, recording);
      if (state.get<bool>("done"))
        result.done.push_back(recording);
      else if (state.get<bool>("failed"))
        result.failed.push_back(recording);
      else if (!state.get<bool>("present"))
        result.gone.push_back(recording);
      else
        (insert.run() > 0 ? result.claimed : result.elsewhere).push_back(recording);
    }
  });
  return result;
}

void WorkerProcess::release(Id recording, const RenderKey& key) {
  run(store_,
      "DELETE FROM claim WHERE recording_id = ? AND parameters_id = ?"
      " AND renderer_version = ? AND worker_id = ?",
      recording, key.parameters_id, key.renderer_version, id_);
}

}  // namespace noctule
