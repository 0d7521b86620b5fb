#include "core/mcmc/metropolis_code.h"

#include "core/run/python_code.h"

namespace gradus {

namespace {

constexpr const char* bananaCode =
    "def normal(x, mean, sd):\n    return -0.5 * ((x - mean) / sd)**2 - np.log(sd)\n\n"
    "def banana(z):\n    return normal(z[0], 0, 1.5) + normal(z[1], 0.45 * z[0]**2 - 1.5, 0.6)\n\n";

std::string targetCode(const Settings& settings, const Dataset* data) {
  const std::string& target = settings.choice("target");
  if (target == "gaussian") {
    const std::string rho = pythonNumber(settings.number("rho"));
    return "def log_f(z):\n    return -0.5 * (z[0]**2 - 2 * " + rho + " * z[0] * z[1] + z[1]**2) / (1 - " + rho +
           "**2)\n";
  }
  if (target == "banana") return std::string(bananaCode) + "log_f = banana\n";
  if (target == "banana-and-hill") {
    return std::string(bananaCode) +
           "def log_f(z):\n    hill = np.log(0.3) + normal(z[0], 0, 1) + normal(z[1], 3.1, 0.7)\n"
           "    return np.logaddexp(np.log(0.7) + banana(z), hill)\n";
  }
  if (target == "ring") return "def log_f(z):\n    return -0.5 * ((np.hypot(z[0], z[1]) - 2.5) / 0.35)**2\n";
  if (target == "two-modes") {
    return "def log_f(z):\n    left = ((z[0] + 4)**2 + (z[1] + 1)**2) / 0.8**2\n    right = ((z[0] - 4)**2 + (z[1] - "
           "1)**2) / 0.8**2\n"
           "    return np.logaddexp(np.log(0.6) - left / 2, np.log(0.4) - right / 2)\n";
  }
  if (target == "funnel")
    return "def log_f(z):\n    return -0.5 * (z[1] / 1.5)**2 - 0.5 * z[0]**2 * np.exp(-z[1]) - 0.5 * z[1]\n";
  if (target == "line-fit") {
    const bool hasTarget = data && data->targetColumn().has_value();
    return pythonData(settings, data, hasTarget) + (hasTarget ? "x = X[:, 0]\n" : "x, y = X[:, 0], X[:, 1]\n") +
           "slope, intercept = np.polyfit(x, y, 1)\nrest = y - intercept - slope * x\nsigma = np.sqrt((rest**2).sum() "
           "/ (len(x) - 2))\n"
           "sd_slope = sigma / np.sqrt(((x - x.mean())**2).sum())\nsd_intercept = sigma * np.sqrt(1 / len(x) + "
           "x.mean()**2 / ((x - x.mean())**2).sum())\n"
           "def log_f(z):   # z: intercept and slope, in standard deviations from the least-squares line\n"
           "    a, b = intercept + sd_intercept * z[0], slope + sd_slope * z[1]\n    return -0.5 * ((y - a - b * "
           "x)**2).sum() / sigma**2\n";
  }
  return "# The density drawn by hand: density.npy, written by  gradus run mcmc/metropolis-hastings --out run\n"
         "from scipy.interpolate import RegularGridInterpolator\ngrid = np.load(\"run/density.npy\"); at = "
         "(np.arange(len(grid)) + 0.5) / len(grid) * 10 - 5\n"
         "inside = RegularGridInterpolator((at, at), np.log(grid), bounds_error=False, fill_value=-np.inf)\n"
         "def log_f(z):\n    return inside((z[1], z[0]))\n";
}

}  // namespace

std::string metropolisCode(const Settings& settings, const Dataset* data) {
  const std::string kind = settings.choice("proposal");
  const std::string width = pythonNumber(settings.number("step_size"));
  const bool ratio = settings.toggle("proposal_ratio");
  std::string propose, logQ = "0";
  if (kind == "independent") {
    propose = "width * rng.normal(size=2)";
    logQ = ratio ? "((new**2).sum() - (z**2).sum()) / (2 * width**2)" : "0   # the ratio of q is left out";
  } else if (kind == "drift") {
    propose = "z + width * (np.array([1, 0]) + rng.normal(size=2))";
    logQ = ratio ? "-2 * (new[0] - z[0]) / width" : "0   # the ratio of q is left out";
  } else if (kind == "multiplicative") {
    propose = "z * np.exp(width * rng.normal(size=2)) * rng.choice([-1, 1], size=2)";
    logQ = ratio ? "np.log(np.abs(new / z)).sum()" : "0   # the ratio of q is left out";
  } else {
    propose = "z + width * rng.normal(size=2)";
  }
  return "import numpy as np\n" + targetCode(settings, data) + "\nrng, width = np.random.default_rng(1), " + width +
         "\nchains, steps, burn_in = " + std::to_string(settings.integer("chains")) + ", " +
         std::to_string(settings.integer("samples")) + ", " + std::to_string(settings.integer("burn_in")) +
         "\ndraws, accepted = np.empty((chains, steps, 2)), 0\nfor c in range(chains):\n    z = rng.uniform(-3, 3, "
         "size=2)\n    for t in range(steps):\n        new = " +
         propose + "\n        log_ratio = log_f(new) - log_f(z) + " + logQ +
         "\n        if np.log(rng.uniform()) < log_ratio:\n            z, accepted = new, accepted + 1\n"
         "        draws[c, t] = z   # a refused step counts the old state again\nkept = draws[:, burn_in:]\n"
         "print(\"acceptance\", accepted / (chains * steps), \"mean\", kept.mean((0, 1)), \"sd\", kept.std((0, 1)))\n";
}

}  // namespace gradus
