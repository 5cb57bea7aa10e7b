// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace noctule {

/// Allocates at least `bytes`, aligned to 64 bytes. Large blocks use huge pages, because faulting
/// in 20 MB of 4 KB pages takes longer than its FFTs; freed large blocks are cached for the next
/// recording. Throws std::bad_alloc.
void* allocate_pages(size_t bytes);
void free_pages(void* memory, size_t bytes);  ///< `bytes`: as passed to allocate_pages()

/// An array of trivially copyable values, uninitialised. `data()` is 64-byte aligned.
template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  explicit Buffer(size_t size) { resize(size); }
  Buffer(Buffer&& other) noexcept { *this = std::move(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    release();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }

  /// Sets the size; the contents are lost if the buffer has to grow.
  void resize(size_t size) {
    if (size > capacity_) {
      release();
      data_ = static_cast<T*>(allocate_pages(size * sizeof(T)));
      capacity_ = size;
    }
    size_ = size;
  }

  ~Buffer() { release(); }

  T* data() { return data_; }
  const T* data() const { return data_; }
  size_t size() const { return size_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  std::span<T> span() { return {data(), size_}; }
  std::span<const T> span() const { return {data(), size_}; }

 private:
  void release() {
    if (data_ != nullptr) free_pages(data_, capacity_ * sizeof(T));
    data_ = nullptr;
    size_ = capacity_ = 0;
  }

  T* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace noctule
