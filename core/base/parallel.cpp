#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#ifdef __SSE__
#include <xmmintrin.h>
#endif

namespace gradus {

namespace {
// Flushing of denormals is a property of a thread. Workers take it over from the caller, or the bits of a result would
// depend on which thread took a chunk.
#ifdef __SSE__
unsigned int floatControl() {
  return _mm_getcsr();
}
void setFloatControl(unsigned int control) {
  _mm_setcsr(control);
}
#else
unsigned int floatControl() {
  return 0;
}
void setFloatControl(unsigned int) {}
#endif

thread_local WorkerPool* currentPool = nullptr;

// One call of run(): shared by the caller and whichever workers come in time.
struct Job {
  const std::function<void(size_t)>* body;
  size_t chunks;
  unsigned int control = floatControl();
  std::atomic<size_t> next{0};
  std::mutex mutex;
  std::condition_variable finished;
  size_t done = 0;
  std::exception_ptr error;

  void work() {
    for (;;) {
      const size_t chunk = next.fetch_add(1, std::memory_order_relaxed);
      if (chunk >= chunks) return;
      std::exception_ptr caught;
      try {
        (*body)(chunk);
      } catch (...) {
        caught = std::current_exception();
      }
      const std::lock_guard lock(mutex);
      if (caught && !error) error = caught;
      if (++done == chunks) finished.notify_all();
    }
  }
};
}  // namespace

struct WorkerPool::Impl {
  std::mutex mutex;
  std::condition_variable wake;
  std::shared_ptr<Job> job;  // the newest; a worker that wakes too late finds it exhausted and sleeps again
  uint64_t generation = 0;
  bool stopping = false;
  std::vector<std::thread> workers;

  void loop() {
    uint64_t seen = 0;
    for (;;) {
      std::shared_ptr<Job> mine;
      {
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return stopping || generation != seen; });
        if (stopping) return;
        seen = generation;
        mine = job;
      }
      if (!mine) continue;
      setFloatControl(mine->control);
      mine->work();
    }
  }
};

WorkerPool::WorkerPool(int threads) : impl_(std::make_unique<Impl>()) {
  if (threads <= 0) threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  for (int i = 1; i < threads; ++i) impl_->workers.emplace_back([this] { impl_->loop(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->wake.notify_all();
  for (std::thread& worker : impl_->workers) worker.join();
}

int WorkerPool::threads() const {
  return static_cast<int>(impl_->workers.size()) + 1;
}

void WorkerPool::run(size_t chunks, const std::function<void(size_t)>& body) {
  if (chunks == 0) return;
  if (chunks == 1 || impl_->workers.empty()) {
    for (size_t chunk = 0; chunk < chunks; ++chunk) body(chunk);
    return;
  }
  auto job = std::make_shared<Job>();
  job->body = &body;
  job->chunks = chunks;
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->job = job;
    ++impl_->generation;
  }
  impl_->wake.notify_all();
  job->work();
  std::unique_lock lock(job->mutex);  // waits only for chunks that a worker has begun
  job->finished.wait(lock, [&] { return job->done == job->chunks; });
  if (job->error) std::rethrow_exception(job->error);
}

WorkerPool::Use::Use(WorkerPool& pool) : previous_(currentPool) {
  currentPool = &pool;
}
WorkerPool::Use::~Use() {
  currentPool = previous_;
}
WorkerPool* WorkerPool::current() {
  return currentPool;
}

void parallelFor(size_t count, size_t grain, const std::function<void(size_t, size_t)>& body) {
  grain = std::max<size_t>(1, grain);
  const size_t chunks = (count + grain - 1) / grain;
  const auto chunkBody = [&](size_t chunk) { body(chunk * grain, std::min(count, (chunk + 1) * grain)); };
  if (WorkerPool* pool = WorkerPool::current(); pool && chunks > 1) {
    pool->run(chunks, chunkBody);
  } else {
    for (size_t chunk = 0; chunk < chunks; ++chunk) chunkBody(chunk);
  }
}

double parallelSum(size_t count, size_t grain, const std::function<double(size_t, size_t)>& part) {
  grain = std::max<size_t>(1, grain);
  std::vector<double> sums((count + grain - 1) / grain);
  parallelFor(count, grain, [&](size_t begin, size_t end) { sums[begin / grain] = part(begin, end); });
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

}  // namespace gradus
