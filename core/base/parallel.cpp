#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
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

// Waits a moment. Now and then the core is offered to others: where the machine is busy, caller and worker may share
// it.
void relax(int look) {
  if (look % 16 == 15) return std::this_thread::yield();
#ifdef __SSE__
  _mm_pause();
#endif
}

// How often a thread looks for what it waits for before it sleeps: some ten microseconds, about what a sleep costs.
constexpr int looks = 300;
}  // namespace

// One call of run() at a time. Its chunks are claimed from `ticket`, which holds the call's number beside the next
// chunk: a worker that comes too late for a call claims nothing, so that the caller waits for nobody who has not begun.
struct WorkerPool::Impl {
  std::atomic<uint64_t> ticket{0};
  std::atomic<size_t> done{0};
  std::atomic<bool> busy{false};
  std::atomic<uint32_t> newest{0};
  std::mutex mutex;
  std::condition_variable wake, finished;
  // Of the call, under the mutex.
  uint32_t call = 0;
  const std::function<void(size_t)>* body = nullptr;
  size_t chunks = 0;
  unsigned int control = 0;
  std::exception_ptr error;
  int sleepers = 0;
  bool stopping = false;
  std::vector<std::thread> workers;

  bool claim(uint32_t number, size_t count, size_t& chunk) {
    uint64_t now = ticket.load(std::memory_order_acquire);
    do {
      chunk = static_cast<uint32_t>(now);
      if (static_cast<uint32_t>(now >> 32) != number || chunk >= count) return false;
    } while (!ticket.compare_exchange_weak(now, now + 1, std::memory_order_acq_rel));
    return true;
  }

  void work(uint32_t number, size_t count, const std::function<void(size_t)>& task) {
    size_t chunk = 0;
    while (claim(number, count, chunk)) {
      std::exception_ptr caught;
      try {
        task(chunk);
      } catch (...) {
        caught = std::current_exception();
      }
      if (caught) {
        const std::lock_guard lock(mutex);
        if (!error) error = caught;
      }
      if (done.fetch_add(1, std::memory_order_acq_rel) + 1 == count) {
        const std::lock_guard lock(mutex);
        finished.notify_one();
      }
    }
  }

  void loop() {
    uint32_t seen = 0;
    for (;;) {
      for (int look = 0; look < looks && newest.load(std::memory_order_acquire) == seen; ++look) relax(look);
      std::unique_lock lock(mutex);
      ++sleepers;
      wake.wait(lock, [&] { return stopping || call != seen; });
      --sleepers;
      if (stopping) return;
      seen = call;
      const std::function<void(size_t)>* task = body;
      const size_t count = chunks;
      const unsigned int mode = control;
      lock.unlock();
      setFloatControl(mode);
      work(seen, count, *task);
    }
  }

  void run(size_t count, const std::function<void(size_t)>& task) {
    uint32_t number = 0;
    bool asleep = false;
    {
      const std::lock_guard lock(mutex);
      number = ++call;
      body = &task;
      chunks = count;
      control = floatControl();
      error = nullptr;
      done.store(0, std::memory_order_relaxed);
      ticket.store(static_cast<uint64_t>(number) << 32, std::memory_order_release);
      newest.store(number, std::memory_order_release);
      asleep = sleepers > 0;
    }
    if (asleep) wake.notify_all();
    work(number, count, task);
    const auto ended = [&] { return done.load(std::memory_order_acquire) == count; };
    for (int look = 0; look < looks && !ended(); ++look) relax(look);
    std::unique_lock lock(mutex);
    finished.wait(lock, ended);  // only chunks that a worker has begun
    std::exception_ptr failed = std::exchange(error, nullptr);
    lock.unlock();
    busy.store(false, std::memory_order_release);
    if (failed) std::rethrow_exception(failed);
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
  // A call within a call, or of another thread meanwhile, runs where it is.
  if (chunks == 1 || impl_->workers.empty() || impl_->busy.exchange(true, std::memory_order_acquire)) {
    for (size_t chunk = 0; chunk < chunks; ++chunk) body(chunk);
    return;
  }
  impl_->run(chunks, body);
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
