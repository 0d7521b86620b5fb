// Vector kernels of normalisations and losses.
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

template <typename T>
void addNormalisation(Kernels<T>&) {}
template void addNormalisation<float>(Kernels<float>&);
template void addNormalisation<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
