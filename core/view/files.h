#pragma once
// Channels as files: tables, points and curves as CSV, arrays as NPY (NumPy format 1.0), pictures as PNG.
#include <filesystem>
#include <string>

#include "core/view/view_data.h"

namespace gradus {

/// "csv", "npy" or "png": the form a value is written in; empty for no value.
std::string channelFileType(const ChannelValue& value);

/// Writes the value into `folder` (made if missing) and returns the path. A fileName without an extension gets the
/// value's own. Field: (ny, nx) float32 with row 0 lowest; MatrixData: (rows, cols) float64; NeuronMaps: (maps, size,
/// size) float32. Throws UserError if the file cannot be written or there is no value.
std::filesystem::path writeChannel(const std::filesystem::path& folder, const std::string& fileName,
                                   const ChannelValue& value);

/// The CSV text of the kinds that are written as CSV; empty for the others. Numbers in shortest round-trip form, NaN
/// empty.
std::string channelCsv(const ChannelValue& value);

}  // namespace gradus
