// The tables of one level.
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {
template <typename T>
Kernels<T> makeTable() {
  Kernels<T> table;
  table.lanes = Vec<T>::lanes;
  addElementwise(table);
  addSmallProducts(table);
  addLargeProducts(table);
  addReductions(table);
  addUpdates(table);
  addConvolution(table);
  addPooling(table);
  addNormalisation(table);
  addRows(table);
  addAttention(table);
  addRandom(table);
  addSequence(table);
  addSparse(table);
  return table;
}
}  // namespace

const Kernels<float>* floatKernels() {
  static const Kernels<float> table = makeTable<float>();
  return &table;
}
const Kernels<double>* doubleKernels() {
  static const Kernels<double> table = makeTable<double>();
  return &table;
}

}  // namespace gradus::GRADUS_LEVEL
