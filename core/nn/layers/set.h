#pragma once
// Functions of sets: the result does not depend on the order of the members. Sets are [samples, members, features];
// mask [samples, members] with 1 for members that are there, empty: all are.
#include "core/nn/layers/graph.h"

namespace gradus {

/// Sum, mean or largest over the members that are there, [samples, features]; 0 for empty sets.
Tensor poolSet(Tensor x, Aggregation pooling, Tensor mask = {});

/// rho(pooled phi(x)) (Zaheer et al. 2017, "Deep sets", theorem 2): phi on members, rho on the pooled rows.
Tensor deepSet(Tensor x, const RowFunction& phi, const RowFunction& rho, Aggregation pooling = Aggregation::sum,
               Tensor mask = {});

/// Mean of f([x_i, x_j]) over all ordered pairs i != j of members that are there (Murphy et al. 2019, "Janossy
/// pooling", k = 2); 0 for sets with fewer than two.
Tensor janossyPairs(Tensor x, const RowFunction& f, Tensor mask = {});

}  // namespace gradus
