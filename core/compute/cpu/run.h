#pragma once
// Running instructions: memory of an executor and one function per family of kernels.
#include <vector>

#include "core/compute/cpu/instructions.h"

namespace gradus {

template <typename T>
struct RunMemory {
  const Kernels<T>* kernels = nullptr;
  std::vector<T*> base;  // by Base
  std::vector<T> scratch, scalars, constants;
  uint64_t key = 0, step = 0;  // of this run, for random ops

  T* at(const Place& place) const { return base[static_cast<size_t>(place.base)] + place.offset; }
};

/// Elements that a product needs for its packed operands, on any level.
template <typename T>
int64_t packedElements(const Instruction& product);

template <typename T>
void runInstruction(const RunMemory<T>& memory, const Instruction& instruction);
template <typename T>
void runChain(const RunMemory<T>& memory, const Instruction& chain);
/// Rows [begin, end) of it; for chains that follow a product.
template <typename T>
void runChainRows(const RunMemory<T>& memory, const Instruction& chain, int64_t begin, int64_t end);
/// With the chains that follow it (product.follow): they lie behind it in the program.
template <typename T>
void runProduct(const RunMemory<T>& memory, const Instruction& product);
template <typename T>
void updateAll(const RunMemory<T>& memory, UpdateKind kind, const UpdateNumbers& numbers, int64_t n, T* w, T* g, T* m1,
               T* m2, T* m3);

/// body(chunk) for chunks 0..n-1 on the current pool, or here in order if there is none. `body` is passed by reference:
/// nothing is allocated.
template <typename Body>
void forChunks(int64_t chunks, const Body& body);
/// Threads of the current pool. Only for choices that leave every bit of the results alone.
inline int poolThreads();

}  // namespace gradus

#include <functional>

#include "core/base/parallel.h"

namespace gradus {

template <typename Body>
void forChunks(int64_t chunks, const Body& body) {
  WorkerPool* pool = WorkerPool::current();
  if (chunks > 1 && pool && pool->threads() > 1) {
    pool->run(static_cast<size_t>(chunks), std::function<void(size_t)>([&body](size_t chunk) {
                const FlushDenormals flush;  // workers keep their own mode
                body(static_cast<int64_t>(chunk));
              }));
  } else {
    for (int64_t chunk = 0; chunk < chunks; ++chunk) body(chunk);
  }
}

inline int poolThreads() {
  const WorkerPool* pool = WorkerPool::current();
  return pool ? pool->threads() : 1;
}

}  // namespace gradus
