#pragma once
// Small, quick runs of every demo that reach their end; the same in every test.
#include "tests/app/command/program.h"

namespace gradus::harness {

inline QStringList quick(const QString& id) {
  if (id == "dimred/lle") return {id, "--set", "data.rows=150"};
  if (id == "mcmc/metropolis-hastings") return {id, "--set", "samples=400", "--set", "burn_in=50"};
  if (id == "nn/mlp-playground") return {id, "--set", "max_steps=60"};
  if (id == "diffusion/swiss-roll") {
    return {id,
            "--set",
            "data.rows=300",
            "--set",
            "training_steps=60",
            "--set",
            "diffusion_steps=10",
            "--set",
            "sampling_steps=10",
            "--set",
            "samples=120"};
  }
  return {id};
}

inline ProgramResult runQuick(const QString& id, const QStringList& more = {}, const QString& folder = {}) {
  return program(QStringList{"run"} + quick(id) + more, folder);
}

}  // namespace gradus::harness
