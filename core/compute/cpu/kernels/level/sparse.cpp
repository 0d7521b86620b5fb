// Vector kernels of products with sparse matrices (CSR) and sums.
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

template <typename T>
void addSparse(Kernels<T>&) {}
template void addSparse<float>(Kernels<float>&);
template void addSparse<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
