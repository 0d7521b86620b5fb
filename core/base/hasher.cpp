#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/base/fields.h"

namespace gradus {

struct Hasher::Impl {
  XXH3_state_t* state = XXH3_createState();
};

Hasher::Hasher() : impl_(std::make_unique<Impl>()) {
  XXH3_64bits_reset(impl_->state);
}
Hasher::~Hasher() {
  XXH3_freeState(impl_->state);
}
void Hasher::bytes(const void* data, size_t size) {
  if (size > 0) XXH3_64bits_update(impl_->state, data, size);
}
uint64_t Hasher::value() const {
  return XXH3_64bits_digest(impl_->state);
}

}  // namespace gradus
