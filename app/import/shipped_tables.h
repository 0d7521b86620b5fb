#pragma once
// Text of the tables below datasets/, which are linked into the program.
#include "core/run/demo.h"

namespace gradus {

/// Reads :/datasets/<fileName>. Throws UserError for a name that is not there.
ShippedReader shippedTables();

}  // namespace gradus
