#pragma once
// One training work of `gradus bench train`: a ready minibatch in memory and a complete optimiser step. Each family of
// models has a file core/nn/bench/<family>.cpp with a table of works (core/nn/bench/rows.h declares the tables).
#include <cstddef>
#include <functional>
#include <string_view>

namespace gradus {

struct BenchWork {
  int batch = 0;
  std::function<double()> step;  // one step; returns its loss
  double mflop = 0;        // of a step's products and convolutions, forward and backward, 2 per multiply-add, without
                           // the gradient of the inputs; 0: not counted
  size_t memoryBytes = 0;  // peak: parameters, gradients, moments, activations, workspaces, batch
};

struct BenchWorkRow {
  std::string_view name;
  BenchWork (*make)() = nullptr;
};

}  // namespace gradus
