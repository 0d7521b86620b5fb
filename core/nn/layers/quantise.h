#pragma once
// Vector quantiser (van den Oord, Vinyals, Kavukcuoglu 2017): every row of z is replaced by the nearest row of a
// codebook; gradients pass straight through.
#include <string>

#include "core/compute/graph.h"

namespace gradus {

struct Quantised {
  Tensor y;         // [N, d]: the rows of the codebook, with z's gradient
  Tensor index;     // [N, 1]: which row, the first of equal ones
  Tensor loss;      // scalar, to be added to the model's loss
  Tensor codebook;  // [codes, d]
};

/// Codebook as parameter name + ".weight" [codes, d], starting at U(-1/codes, 1/codes); loss = mean (sg(z) - e)^2 +
/// commitment mean (z - sg(e))^2 (equation 3).
Quantised vectorQuantise(Tensor z, const std::string& name, int64_t codes, double commitment = 0.25);

/// Codebook by moving averages (appendix A.1): buffers name + ".counts" [codes, 1] and name + ".sums" [codes, d] take
///   n <- d n + (1 - d) #rows of the code,  m <- d m + (1 - d) sum of its rows,  e = m / n
/// at the end of each step; loss is the commitment alone. Counts start at 1 and never fall below 1e-5.
Quantised vectorQuantiseAverage(Tensor z, const std::string& name, int64_t codes, double decay = 0.99,
                                double commitment = 0.25);

}  // namespace gradus
