// Results of ops with several, and changes of the state in a step: neither has a derivative of its own (part hands its
// gradient to the op it belongs to).
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {
constexpr OpRow rows[] = {
    {OpKind::updated, "updated parameter"},
    {OpKind::part, "part"},
    {OpKind::update, "update"},
    {OpKind::assign, "assign"},
};
}  // namespace

std::span<const OpRow> stateOps() {
  return rows;
}

}  // namespace gradus
