#pragma once
// parallelFor over fixed chunks. The chunks depend on `count` and `grain` only, never on the number of threads, so a
// sum per chunk, added up in chunk order, has the same bits for 1, 2 and 8 threads.
#include <cstddef>
#include <functional>
#include <memory>

namespace gradus {

/// A pool whose caller claims chunks itself and never waits for a worker that has not begun: with every other core busy
/// it runs at one-thread speed. Owned by the Runner (or a command); made current for a scope with WorkerPool::Use.
class WorkerPool {
 public:
  /// `threads` counts the caller: 1 makes no thread. 0 = one per core.
  explicit WorkerPool(int threads = 0);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  int threads() const;
  /// Calls body(chunk) for every chunk in [0, chunks); returns when all are done. The first exception is rethrown.
  void run(size_t chunks, const std::function<void(size_t)>& body);

  /// Makes a pool current for this thread while it lives; parallelFor without a current pool runs serially.
  class Use {
   public:
    explicit Use(WorkerPool& pool);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    WorkerPool* previous_;
  };
  static WorkerPool* current();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Calls body(begin, end) for consecutive ranges of at most `grain` items that cover [0, count).
void parallelFor(size_t count, size_t grain, const std::function<void(size_t begin, size_t end)>& body);

/// Sum over chunks in chunk order: part(begin, end) returns the sum of its range.
double parallelSum(size_t count, size_t grain, const std::function<double(size_t begin, size_t end)>& part);

}  // namespace gradus
